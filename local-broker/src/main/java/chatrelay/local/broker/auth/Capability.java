package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.Format;
import chatrelay.local.broker.wire.ProtocolException;
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
public final class Capability {
  private static final String EVERYTHING = "[*]*";
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
  public static final Capability ALL = new Capability(Map.of("*", Set.of("*")));

  private final TreeMap<String, Set<String>> operations = new TreeMap<>();

  private Capability(Map<String, Set<String>> source) {
    source.forEach((resource, allowed) -> operations.put(resource, new TreeSet<>(allowed)));
  }

  /**
   * Reads the JSON text of a capability; error 40000 when it is no map of non-empty arrays of known
   * operations.
   */
  public static Capability parse(String json) {
    return of(Format.JSON.decode(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads a capability from a decoded object or its JSON text. */
  public static Capability of(Object tree) {
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
    return new Capability(parsed);
  }

  private static Set<String> operationsOf(String resource, @Nullable Object allowed) {
    if (!(allowed instanceof List<?> list) || list.isEmpty()) {
      throw new ProtocolException(
          40000, "Capability of '" + resource + "' must be a non-empty array");
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
    List<String> name = segments(channel.substring(qualifier(channel).length()));
    for (Map.Entry<String, Set<String>> entry : operations.entrySet()) {
      Set<String> allowed = entry.getValue();
      boolean covers = allowed.contains("*") || Arrays.stream(wanted).anyMatch(allowed::contains);
      if (covers && matches(entry.getKey(), qualifier(channel), name)) {
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
  public Capability intersect(Capability other) {
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
    return new Capability(common);
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
    if (left.startsWith("[") || right.startsWith("[")) {
      return null;
    }
    List<String> common = new ArrayList<>();
    return intersect(segments(left), segments(right), common) ? String.join(":", common) : null;
  }

  private static boolean intersect(List<String> left, List<String> right, List<String> common) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() && right.isEmpty();
    }
    if (isTail(left)) {
      return common.addAll(right);
    }
    if (isTail(right)) {
      return common.addAll(left);
    }
    String head = left.getFirst();
    String otherHead = right.getFirst();
    if (!head.equals("*") && !otherHead.equals("*") && !head.equals(otherHead)) {
      return false;
    }
    common.add(head.equals("*") ? otherHead : head);
    return intersect(left.subList(1, left.size()), right.subList(1, right.size()), common);
  }

  private static boolean matches(String resource, String wanted, List<String> name) {
    String qualifier = qualifier(resource);
    boolean qualified = qualifier.equals("[*]") && !wanted.isEmpty();
    if (resource.equals(EVERYTHING)) {
      return true;
    }
    return (qualified || qualifier.equals(wanted))
        && matches(resource.substring(qualifier.length()), name);
  }

  /** The part in brackets at the beginning, with them; empty when there is none. */
  private static String qualifier(String resource) {
    return resource.startsWith("[") ? resource.substring(0, resource.indexOf(']') + 1) : "";
  }

  private static boolean matches(String resource, List<String> name) {
    List<String> pattern = segments(resource);
    for (int i = 0; i < pattern.size(); i++) {
      if (i == pattern.size() - 1 && pattern.get(i).equals("*")) {
        return name.size() >= pattern.size();
      }
      if (i >= name.size() || !(pattern.get(i).equals("*") || pattern.get(i).equals(name.get(i)))) {
        return false;
      }
    }
    return pattern.size() == name.size();
  }

  private static boolean isTail(List<String> segments) {
    return segments.size() == 1 && segments.getFirst().equals("*");
  }

  private static List<String> segments(String text) {
    return Arrays.asList(text.split(":", -1));
  }

  /** Canonical JSON: resources and operations sorted, no spaces. */
  @Override
  public String toString() {
    Map<String, List<String>> tree = new TreeMap<>();
    operations.forEach(
        (resource, allowed) -> tree.put(resource, List.copyOf(new TreeSet<>(allowed))));
    tree.replaceAll((resource, allowed) -> allowed.stream().sorted().toList());
    return new String(Format.JSON.encode(tree), StandardCharsets.UTF_8);
  }
}
