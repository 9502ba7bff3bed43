package chatrelay.auth.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Map;

/**
 * Writes JSON answers: successes as they are, errors in one shape that is Ably's error body and an
 * RFC 9457 problem at once.
 *
 * <p>The media type is application/json and not application/problem+json because ably-cocoa reads
 * nothing else. Nothing is ever cached: a repeated token request is refused by the broker (40105).
 */
public final class Answer {
  /** The media type of every JSON answer. */
  public static final String JSON = "application/json; charset=utf-8";

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

  /** Answers {@code status} with {@code body}. */
  public static void json(Context context, int status, ObjectNode body) {
    context
        .status(status)
        .header("Cache-Control", "no-store")
        .contentType(JSON)
        .result(Json.bytes(body));
  }

  /** Answers an error, with the headers from which Ably's SDKs take code and text. */
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

  /** The body of an error; the same for the same reason, whatever was asked. */
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
