package chatrelay.auth.token;

import chatrelay.auth.http.ApiException;
import chatrelay.auth.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * What a token may do: operations by channel name, never empty.
 *
 * <p>An empty one would grant everything that the signer's key may do (spec TK2b), so it can't be
 * created. Immutable.
 */
public final class Capability {
  private final SortedMap<String, SortedSet<String>> operations;

  /** Operations by channel; at least one of each. */
  public Capability(Map<String, ? extends Collection<String>> operations) {
    SortedMap<String, SortedSet<String>> sorted = new TreeMap<>();
    operations.forEach((channel, allowed) -> sorted.put(channel, new TreeSet<>(allowed)));
    if (sorted.isEmpty() || sorted.values().stream().anyMatch(Set::isEmpty)) {
      throw new IllegalArgumentException("a capability grants at least one operation per channel");
    }
    this.operations = Collections.unmodifiableSortedMap(sorted);
  }

  /**
   * What both this and the asked capability allow; empty text, an empty object and a text that is
   * no JSON object ask for nothing in particular and change nothing.
   *
   * @param asked JSON as Ably's SDKs send it, wildcards included
   * @throws ApiException 401 with 40160, as Ably answers, when both have nothing in common
   */
  public Capability narrowedTo(String asked) {
    Optional<JsonNode> wish = Json.parse(asked).filter(JsonNode::isObject);
    if (wish.isEmpty() || wish.get().isEmpty()) {
      return this;
    }
    Map<String, SortedSet<String>> both = new TreeMap<>();
    operations.forEach((channel, allowed) -> {
      SortedSet<String> kept = new TreeSet<>(allowed);
      kept.removeIf(operation -> !asks(wish.get(), channel, operation));
      if (!kept.isEmpty()) {
        both.put(channel, kept);
      }
    });
    if (both.isEmpty()) {
      throw ApiException.nothingPermitted();
    }
    return new Capability(both);
  }

  private static boolean asks(JsonNode wish, String channel, String operation) {
    return wish.properties().stream()
        .anyMatch(entry -> covers(entry.getKey(), channel) && lists(entry.getValue(), operation));
  }

  /**
   * Whether a resource of a capability is about {@code channel}: {@code *} stands for one whole
   * segment, at the end for all that follow, and {@code [*]*} for every channel.
   */
  private static boolean covers(String resource, String channel) {
    if (resource.equals(channel) || resource.equals("*") || resource.equals("[*]*")) {
      return true;
    }
    String[] pattern = resource.split(":", -1);
    String[] segments = channel.split(":", -1);
    boolean open = pattern[pattern.length - 1].equals("*");
    if (open ? pattern.length > segments.length : pattern.length != segments.length) {
      return false;
    }
    for (int index = 0; index < pattern.length; index++) {
      if (!pattern[index].equals("*") && !pattern[index].equals(segments[index])) {
        return false;
      }
    }
    return true;
  }

  private static boolean lists(JsonNode names, String operation) {
    return StreamSupport.stream(names.spliterator(), false)
        .map(JsonNode::asText)
        .anyMatch(name -> name.equals(operation) || name.equals("*"));
  }

  /** Canonical JSON: channels and operations sorted, no white space; this text is signed. */
  public String canonical() {
    ObjectNode text = Json.object();
    operations.forEach((channel, allowed) -> allowed.forEach(text.withArrayProperty(channel)::add));
    return Json.text(text);
  }

  /** The same as {@link #canonical()}. */
  @Override
  public String toString() {
    return canonical();
  }
}
