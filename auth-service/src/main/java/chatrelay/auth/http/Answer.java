package chatrelay.auth.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;

/**
 * Writes JSON responses: successes as they are, errors in one shape that is both Ably's error body
 * and an RFC 9457 problem.
 *
 * <p>The media type is application/json, not application/problem+json, because ably-cocoa reads
 * nothing else. Responses are never cached: the broker rejects a repeated token request (40105).
 */
public final class Answer {
  /** The media type of every JSON response. */
  public static final String JSON = "application/json;charset=utf-8";

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(413, "Content Too Large"),
          Map.entry(414, "URI Too Long"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(503, "Service Unavailable"));

  private Answer() {}

  /** Responds with {@code status} and {@code body}. */
  public static void json(Context context, int status, ObjectNode body) {
    context
        .status(status)
        .header("Cache-Control", "no-store")
        .contentType(JSON)
        .result(Json.bytes(body));
  }

  /** Responds with an error, including the headers from which Ably's SDKs read code and text. */
  public static void error(Context context, ApiException failure) {
    context
        .header("X-Ably-ErrorCode", String.valueOf(failure.code()))
        .header("X-Ably-ErrorMessage", failure.text());
    Duration retryAfter = failure.retryAfter();
    if (retryAfter != null) {
      context.header("Retry-After", String.valueOf(Math.max(1, retryAfter.toSeconds())));
    }
    json(context, failure.status(), body(failure));
  }

  /** The body of an error, which depends on the reason only, not on the request. */
  public static ObjectNode body(ApiException failure) {
    ObjectNode body = Json.object();
    body.put("type", "urn:chat-relay:problem:" + failure.reason());
    body.put("title", TITLES.getOrDefault(failure.status(), "Error"));
    body.put("status", failure.status());
    body.put("detail", failure.text());
    ObjectNode error = body.putObject("error");
    error.put("code", failure.code());
    error.put("statusCode", failure.status());
    error.put("message", failure.text());
    error.put("href", "https://help.ably.io/error/" + failure.code());
    return body;
  }
}
