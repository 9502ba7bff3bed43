package chatrelay.schema;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A channel name with at most one placeholder, such as {@code chat-in:{room}}; without one it names
 * a single fixed channel.
 *
 * @param prefix text before the placeholder, or the whole fixed name
 * @param suffix text after it; empty for a fixed name
 * @param variable the placeholder's name, {@code room} or {@code client}; null for a fixed name
 */
public record ChannelTemplate(String prefix, String suffix, @Nullable String variable) {
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
    return new ChannelTemplate(prefix, suffix, at < 0 ? null : variable);
  }

  /** Whether it names many channels. */
  public boolean hasPlaceholder() {
    return variable != null;
  }

  /** The channel of {@code value}; always the same one when there is no placeholder. */
  public String channel(String value) {
    return hasPlaceholder() ? prefix + value + suffix : prefix;
  }

  /** The value of the placeholder in {@code channel}; empty when the template does not match. */
  public Optional<String> valueIn(String channel) {
    boolean matches =
        hasPlaceholder()
            && channel.length() > prefix.length() + suffix.length()
            && channel.startsWith(prefix)
            && channel.endsWith(suffix);
    return matches
        ? Optional.of(channel.substring(prefix.length(), channel.length() - suffix.length()))
        : Optional.empty();
  }

  /**
   * Whether one channel name could come from both templates, for rooms or clients that may differ.
   * The excess of the longer prefix (suffix) must then be part of the other template's value.
   */
  boolean overlaps(ChannelTemplate other) {
    if (!hasPlaceholder() && !other.hasPlaceholder()) {
      return prefix.equals(other.prefix);
    }
    if (!hasPlaceholder()) {
      return other.valueIn(prefix).filter(other::mayHold).isPresent();
    }
    if (!other.hasPlaceholder()) {
      return other.overlaps(this);
    }
    boolean shorterPrefix = prefix.length() <= other.prefix.length();
    boolean shorterSuffix = suffix.length() <= other.suffix.length();
    ChannelTemplate before = shorterPrefix ? this : other;
    ChannelTemplate after = shorterSuffix ? this : other;
    String longerPrefix = shorterPrefix ? other.prefix : prefix;
    String longerSuffix = shorterSuffix ? other.suffix : suffix;
    return longerPrefix.startsWith(before.prefix)
        && longerSuffix.endsWith(after.suffix)
        && before.mayHold(longerPrefix.substring(before.prefix.length()))
        && after.mayHold(longerSuffix.substring(0, longerSuffix.length() - after.suffix.length()));
  }

  /** Client ids may hold nearly everything, room names only their alphabet. */
  private boolean mayHold(String part) {
    return !"room".equals(variable) || ROOM_CHARACTERS.matcher(part).matches();
  }

  /** The template as it was written. */
  @Override
  public String toString() {
    return hasPlaceholder() ? prefix + "{" + variable + "}" + suffix : prefix;
  }
}
