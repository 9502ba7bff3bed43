package chatrelay.schema;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A channel name with at most one placeholder, such as {@code chat-in:{room}}; without one it names
 * a single fixed channel.
 *
 * @param prefix what stands before the placeholder, or the whole fixed name
 * @param suffix what stands after it; empty for a fixed name
 * @param placeholder whether there is one
 */
public record ChannelTemplate(String prefix, String suffix, boolean placeholder) {
  private static final Pattern FIXED_PART = Pattern.compile("[A-Za-z0-9:._/=+~-]*");
  private static final Pattern ROOM_CHARACTERS = Pattern.compile("[a-z0-9_-]*");

  /**
   * Parses a template.
   *
   * @param variable the name in braces: {@code room} or {@code client}
   * @throws IllegalArgumentException with cause and fix in one sentence
   */
  public static ChannelTemplate parse(String template, String variable) {
    String marker = "{" + variable + "}";
    int at = template.indexOf(marker);
    String prefix = at < 0 ? template : template.substring(0, at);
    String suffix = at < 0 ? "" : template.substring(at + marker.length());
    if (template.isEmpty() || template.length() > 100) {
      throw new IllegalArgumentException("a channel template has 1 to 100 characters");
    }
    if (!FIXED_PART.matcher(prefix).matches() || !FIXED_PART.matcher(suffix).matches()) {
      throw new IllegalArgumentException(
          "a channel template holds letters, digits, : . _ / = + ~ - and at most one " + marker);
    }
    if (prefix.startsWith(":")) {
      throw new IllegalArgumentException("a channel name can't begin with a colon");
    }
    return new ChannelTemplate(prefix, suffix, at >= 0);
  }

  /** The channel of {@code value}; always the same one when there is no placeholder. */
  public String channel(String value) {
    return placeholder ? prefix + value + suffix : prefix;
  }

  /** What {@code channel} has in the place of the placeholder; empty when it is not one of ours. */
  public Optional<String> valueIn(String channel) {
    boolean matches =
        placeholder
            && channel.length() > prefix.length() + suffix.length()
            && channel.startsWith(prefix)
            && channel.endsWith(suffix);
    return matches
        ? Optional.of(channel.substring(prefix.length(), channel.length() - suffix.length()))
        : Optional.empty();
  }

  /** Whether one channel name could come from both templates, for rooms that may differ. */
  boolean overlaps(ChannelTemplate other, boolean anyCharacter) {
    if (!placeholder && !other.placeholder) {
      return prefix.equals(other.prefix);
    }
    if (!placeholder) {
      return other.valueIn(prefix).filter(value -> canStandIn(value, anyCharacter)).isPresent();
    }
    if (!other.placeholder) {
      return other.overlaps(this, anyCharacter);
    }
    boolean compatible =
        (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix))
            && (suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix));
    return compatible
        && canStandIn(longerRest(prefix, other.prefix, true), anyCharacter)
        && canStandIn(longerRest(suffix, other.suffix, false), anyCharacter);
  }

  /** What the longer of two texts has more than the shorter, at its end or at its start. */
  private static String longerRest(String one, String two, boolean atEnd) {
    String longer = one.length() >= two.length() ? one : two;
    int more = Math.abs(one.length() - two.length());
    return atEnd ? longer.substring(longer.length() - more) : longer.substring(0, more);
  }

  private static boolean canStandIn(String text, boolean anyCharacter) {
    return anyCharacter || ROOM_CHARACTERS.matcher(text).matches();
  }

  /** The template as it was written, with {@code {}} for the placeholder. */
  @Override
  public String toString() {
    return placeholder ? prefix + "{}" + suffix : prefix;
  }
}
