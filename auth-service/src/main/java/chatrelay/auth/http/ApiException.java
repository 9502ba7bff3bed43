package chatrelay.auth.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error: HTTP status, Ably error code, a stable reason and one
 * sentence for people.
 *
 * <p>The sentence never repeats what the caller sent. The status decides whether Ably's SDKs go on:
 * ably-java 1.5.0 gives up for good on every 4xx but 401, so 4xx is for what a retry can't mend.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;
  private final String reason;
  private final @Nullable Duration retryAfter;

  private ApiException(
      int status, int code, String reason, String message, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** 400: the request can't be understood; the program that sent it is wrong. */
  public static ApiException malformed(String reason, String message) {
    return new ApiException(400, 40000, reason, message, null);
  }

  /** 401: the session is forged, expired or of another secret. One text for all causes. */
  public static ApiException badSession() {
    return new ApiException(
        401, 40101, "session_invalid", "the session is not valid; begin a new one", null);
  }

  /**
   * 403 with the only code, 40300, that ends every SDK's attempts; ably-cocoa compares the code and
   * not the status.
   */
  public static ApiException forbidden(String reason, String message) {
    return new ApiException(403, 40300, reason, message, null);
  }

  /** 401 and 40160, as Ably refuses a capability of which the key permits nothing. */
  public static ApiException nothingPermitted() {
    return new ApiException(
        401,
        40160,
        "capability_refused",
        "the asked capability has nothing in common with what is permitted here",
        null);
  }

  /**
   * 403 for callers that would be another guest at the next renewal, which their SDK takes as the
   * end of the connection (40102). Refused at the first request, where its author sees it.
   */
  public static ApiException sessionRequired() {
    return forbidden(
        "session_required",
        "this client sends no session and is not known to keep cookies: call POST /session once"
            + " and send its \"session\" with each token request as Authorization: Bearer");
  }

  /** 404 for a room that does not exist, is archived or is not the caller's: one text for all. */
  public static ApiException noSuchRoom() {
    return new ApiException(404, 40400, "room_unknown", "there is no such room", null);
  }

  /** Any other status with the code that Ably derives from it. */
  public static ApiException ofStatus(int status, String reason, String message) {
    return new ApiException(status, status * 100, reason, message, null);
  }

  /** Too many requests, with status 429, or 503 for SDKs that give up on a 429. */
  public static ApiException limited(int status, Duration retryAfter) {
    return new ApiException(
        status, 42910, "rate_limited", "too many requests; wait before the next one", retryAfter);
  }

  /** 503: something behind us does not answer. */
  public static ApiException unavailable(String message) {
    return new ApiException(503, 50300, "unavailable", message, Duration.ofSeconds(2));
  }

  /** The HTTP status, 400 to 599. */
  public int status() {
    return status;
  }

  /** The Ably error code. */
  public int code() {
    return code;
  }

  /** A word for programs and metrics, in snake case. */
  public String reason() {
    return reason;
  }

  /** One sentence that explains it. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** How long to wait, or null when waiting does not help. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
