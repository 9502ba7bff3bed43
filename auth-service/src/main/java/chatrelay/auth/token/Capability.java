package chatrelay.auth.token;

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
 * <p>An empty one would stand for everything the signer's key may do (spec TK2b), so it can't be
 * made. Immutable.
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
   * What both this and the asked capability allow. An asked text that can't be used, or that leaves
   * nothing, changes nothing: what SDKs send is a hint.
   *
   * @param asked JSON as Ably's SDKs send it; {@code *} stands for every channel or operation
   */
  public Capability narrowedTo(String asked) {
    Optional<JsonNode> wish = Json.parse(asked).filter(JsonNode::isObject);
    if (wish.isEmpty()) {
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
    return both.isEmpty() ? this : new Capability(both);
  }

  private static boolean asks(JsonNode wish, String channel, String operation) {
    return lists(wish.get(channel), operation) || lists(wish.get("*"), operation);
  }

  private static boolean lists(
      @org.jspecify.annotations.Nullable JsonNode names, String operation) {
    return names != null
        && StreamSupport.stream(names.spliterator(), false)
            .map(JsonNode::asText)
            .anyMatch(name -> name.equals(operation) || name.equals("*"));
  }

  /** Canonical JSON: channels and operations sorted, no blanks; the text that is signed. */
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
