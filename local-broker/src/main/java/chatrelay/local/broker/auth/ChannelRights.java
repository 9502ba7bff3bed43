package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which operations are allowed on which channels. Resources are split on {@code :}; a {@code *}
 * segment in the middle stands for one segment, at the end for one or more; {@code [*]*} stands for
 * everything (Ably documentation, "Capabilities"). Immutable.
 */
public final class ChannelRights {
  private static final String EVERYTHING = "[*]*";
  private static final String ANY = "[*]";
  private static final Set<String> OPERATIONS =
      Set.of(
          "*",
          "publish",
          "subscribe",
          "presence",
          "history",
          "stats",
          "channel-metadata",
          "push-subscribe",
          "push-admin",
          "privileged-headers",
          "object-publish",
          "object-subscribe",
          "annotation-publish",
          "annotation-subscribe",
          "message-update-own",
          "message-update-any",
          "message-delete-own",
          "message-delete-any");

  /** All operations on all plain channels. */
  public static final ChannelRights ALL = new ChannelRights(Map.of("*", Set.of("*")));

  private final TreeMap<String, Set<String>> operations = new TreeMap<>();

  private ChannelRights(Map<String, Set<String>> source) {
    source.forEach((resource, allowed) -> operations.put(resource, new TreeSet<>(allowed)));
  }

  /**
   * Reads the JSON text of a capability; error 40000 when it is no map of non-empty arrays of known
   * operations.
   */
  public static ChannelRights parse(String json) {
    return of(WireFormat.JSON.decode(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads a capability from a decoded object or its JSON text. */
  public static ChannelRights of(Object tree) {
    if (tree instanceof String json) {
      return parse(json);
    }
    if (!(tree instanceof Map<?, ?> map)) {
      throw new ProtocolException(
          40000, "A capability must be an object of resource to operations");
    }
    Map<String, Set<String>> parsed = new TreeMap<>();
    map.forEach((resource, allowed) ->
        parsed.put((String) resource, operationsOf((String) resource, allowed)));
    return new ChannelRights(parsed);
  }

  private static Set<String> operationsOf(String resource, @Nullable Object allowed) {
    if (!(allowed instanceof List<?> list) || list.isEmpty()) {
      throw new ProtocolException(
          40000, "ChannelRights of '" + resource + "' must be a non-empty array");
    }
    Set<String> names = new TreeSet<>();
    for (Object operation : list) {
      if (!(operation instanceof String name) || !OPERATIONS.contains(name)) {
        throw new ProtocolException(
            40000, "Unknown operation in the capability of '" + resource + "'");
      }
      names.add(name);
    }
    if (names.contains("*") && names.size() > 1) {
      throw new ProtocolException(40000, "In a capability '*' must stand alone");
    }
    return names;
  }

  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /**
   * True when any of the operations is allowed on the channel with this bare name, or on the
   * qualified one ({@code [filter]name}).
   */
  public boolean allows(String channel, String... wanted) {
    for (Map.Entry<String, Set<String>> entry : operations.entrySet()) {
      Set<String> allowed = entry.getValue();
      boolean covers = allowed.contains("*") || Arrays.stream(wanted).anyMatch(allowed::contains);
      // What is common is the whole of it: a star in a channel's name stands for itself.
      if (covers && channel.equals(intersect(entry.getKey(), channel))) {
        return true;
      }
    }
    return false;
  }

  /**
   * True when the operation is allowed on some resource; for app-wide requests such as statistics.
   */
  public boolean allowsSomewhere(String operation) {
    return operations.values().stream()
        .anyMatch(allowed -> allowed.contains("*") || allowed.contains(operation));
  }

  /** True when a resource is exactly this text; channel revocations compare so. */
  boolean mentions(String resource) {
    return operations.containsKey(resource);
  }

  /** What both capabilities allow; may be empty. */
  public ChannelRights intersect(ChannelRights other) {
    Map<String, Set<String>> common = new TreeMap<>();
    operations.forEach((left, leftOperations) ->
        other.operations.forEach((right, rightOperations) -> {
          String resource = intersect(left, right);
          Set<String> both = intersect(leftOperations, rightOperations);
          if (resource != null && !both.isEmpty()) {
            common.computeIfAbsent(resource, name -> new TreeSet<>()).addAll(both);
          }
        }));
    common.replaceAll((resource, allowed) -> allowed.contains("*") ? Set.of("*") : allowed);
    return new ChannelRights(common);
  }

  private static Set<String> intersect(Set<String> left, Set<String> right) {
    if (left.contains("*")) {
      return right;
    }
    if (right.contains("*")) {
      return left;
    }
    Set<String> both = new TreeSet<>(left);
    both.retainAll(right);
    return both;
  }

  private static @Nullable String intersect(String left, String right) {
    if (left.equals(right) || right.equals(EVERYTHING)) {
      return left;
    }
    if (left.equals(EVERYTHING)) {
      return right;
    }
    String qualifier = qualifier(left);
    String other = qualifier(right);
    if (!qualifier.equals(other)) {
      boolean any = qualifier.equals(ANY) && !other.isEmpty();
      if (!any && (qualifier.isEmpty() || !other.equals(ANY))) {
        return null;
      }
      qualifier = any ? other : qualifier;
    }
    List<String> common = intersect(segments(left), segments(right));
    return common == null ? null : qualifier + String.join(":", common);
  }

  private static @Nullable List<String> intersect(List<String> left, List<String> right) {
    List<String> common = new ArrayList<>();
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      boolean open = left.get(i).equals("*");
      boolean otherOpen = right.get(i).equals("*");
      if ((open && i == left.size() - 1) || (otherOpen && i == right.size() - 1)) {
        List<String> rest = open && i == left.size() - 1 ? right : left;
        common.addAll(rest.subList(i, rest.size()));
        return common;
      }
      if (!open && !otherOpen && !left.get(i).equals(right.get(i))) {
        return null;
      }
      common.add((open ? right : left).get(i));
    }
    return left.size() == right.size() ? common : null;
  }

  /** The part in brackets at the beginning, with them; empty when there is none. */
  private static String qualifier(String resource) {
    return resource.startsWith("[") ? resource.substring(0, resource.indexOf(']') + 1) : "";
  }

  /** The parts of the name behind the qualifier. */
  private static List<String> segments(String resource) {
    return Arrays.asList(resource.substring(qualifier(resource).length()).split(":", -1));
  }

  /** Canonical JSON: resources and operations sorted, no spaces. */
  @Override
  public String toString() {
    Map<String, List<String>> tree = new TreeMap<>();
    operations.forEach((resource, allowed) -> tree.put(resource, List.copyOf(allowed)));
    return new String(WireFormat.JSON.encode(tree), StandardCharsets.UTF_8);
  }
}
