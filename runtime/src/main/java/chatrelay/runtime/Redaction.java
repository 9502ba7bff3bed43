package chatrelay.runtime;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Removes secrets from text before it is logged.
 *
 * <p>The Ably SDK logs connection URLs with the key or token in them (ably-java 1.5.0, {@code
 * WebSocketTransport.connect}), so every log line passes here, from any source. Keeps the key's
 * name, drops its secret.
 */
public final class Redaction {
  private record Rule(Pattern pattern, String replacement) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              Pattern.compile(
                  // The quotes of JSON inside a line of JSON come with a backslash.
                  "(?i)\\b(key|access_?token|token|mac|nonce|password|secret)"
                      + "(=|\\\\?\"?\\s*:\\s*\\\\?\"?)(?!\\*)[^\\s&\",;}]{6,}?"
                      + "(?=\\\\\"|[\\s&\",;}]|$)"),
              "$1$2***"),
          new Rule(Pattern.compile("(?i)\\b(basic|bearer)\\s+[A-Za-z0-9._~+/=-]{8,}"), "$1 ***"),
          new Rule(
              Pattern.compile("\\b([A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]{4,}):[A-Za-z0-9_\\-+/=]{8,}"),
              "$1:***"),
          new Rule(Pattern.compile("(jdbc:[^\\s]*//)[^\\s/@]+@"), "$1***@"));

  private Redaction() {}

  /** The text with every secret replaced by {@code ***}; linear in its length. */
  public static String redact(String text) {
    String redacted = text;
    for (Rule rule : RULES) {
      redacted = rule.pattern().matcher(redacted).replaceAll(rule.replacement());
    }
    return redacted;
  }
}
