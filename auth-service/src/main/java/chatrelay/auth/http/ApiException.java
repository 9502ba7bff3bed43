package chatrelay.auth.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that fails: HTTP status, Ably error code, a stable reason and a one-sentence
 * explanation.
 *
 * <p>The sentence never repeats request content. The status decides whether Ably's SDKs retry:
 * ably-java 1.5.0 stops permanently on every 4xx but 401, so 4xx is for errors that a retry can't
 * fix.
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

  /** 400: the request is malformed; the client program needs a fix. */
  public static ApiException malformed(String reason, String message) {
    return new ApiException(400, 40000, reason, message, null);
  }

  /** 401: the session is forged, expired or signed with another secret. One text for all causes. */
  public static ApiException badSession() {
    return new ApiException(
        401, 40101, "session_invalid", "the session is not valid; start a new one", null);
  }

  /**
   * 403 with 40300, the only code that stops the retries of every SDK; ably-cocoa compares the
   * code, not the status.
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

  /**
   * 404 for a room that does not exist, is archived or is closed to the caller: one text for all.
   */
  public static ApiException noSuchRoom() {
    return new ApiException(404, 40400, "room_unknown", "there is no such room", null);
  }

  /** Any other status with the code that Ably derives from it. */
  public static ApiException ofStatus(int status, String reason, String message) {
    return new ApiException(status, status * 100, reason, message, null);
  }

  /** Too many requests: status 429, or 503 for SDKs that stop on a 429. */
  public static ApiException limited(int status, Duration retryAfter) {
    return new ApiException(
        status, 42910, "rate_limited", "too many requests; wait before the next one", retryAfter);
  }

  /** 503: a dependency does not respond. */
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

  /** The reason for programs and metrics, in snake case. */
  public String reason() {
    return reason;
  }

  /** One sentence that explains it. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** The time until a retry, or null when a retry does not help. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
