package chatrelay.local.broker.wire;

import java.util.Set;

/**
 * An error as Ably's clients know it (spec TI1): numeric code, HTTP-like status and a text that
 * names the cause and never holds a secret or message text.
 */
public record ErrorInfo(int code, int statusCode, String message) {
  private static final Set<Integer> REFUSED_CONTINUITY = Set.of(80008, 80011, 80018, 80020, 80024);

  /**
   * An error whose status follows from the code, as for {@code 40012} (400) and {@code 40160}
   * (401).
   */
  public static ErrorInfo of(int code, String message) {
    return new ErrorInfo(code, statusOf(code), message);
  }

  /**
   * A token that ends while it is in use, in hosted Ably's words, which ably-java's suite checks.
   */
  public static ErrorInfo tokenLapsed() {
    return new ErrorInfo(40142, 401, "Key/token status changed (expire)");
  }

  /** The form in frames and REST bodies. */
  public Fields toFields() {
    return new Fields()
        .put("code", code)
        .put("statusCode", statusCode)
        .put("message", message)
        .put("href", "https://help.ably.io/error/" + code);
  }

  private static int statusOf(int code) {
    if (code == 40009) {
      return 413;
    }
    if (code >= 80000 && code < 90000) {
      return REFUSED_CONTINUITY.contains(code) ? 400 : 503;
    }
    int status = code / 100;
    return status >= 400 && status <= 599 ? status : 400;
  }
}
