package chatrelay.worker.broker;

import io.ably.lib.debug.DebugOptions;
import io.ably.lib.http.HttpCore;
import io.ably.lib.network.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns an answer that the broker did not give into an error with code 0.
 *
 * <p>For an answer without an error in body or header, as proxies and load balancers give it,
 * ably-java 1.5.0 makes a code of the status ({@code ErrorInfo.fromResponseStatus}): a proxy's 400
 * reads like the broker's 40000, "this message is wrong". A header that says 0 comes before that,
 * and after an error in the body. A page of a portal or a filter, which may come as a success,
 * would read like a confirmed publish; the broker never answers with HTML. Runs on the threads that
 * wait for answers; never throws.
 */
final class ForeignAnswers implements DebugOptions.RawHttpListener {
  private static final int FIRST_ERROR = 400;

  /** Conflict, which the SDK neither retries by itself nor treats as a key problem. */
  private static final int NOT_THE_BROKER = 409;

  private static final String CODE_HEADER = "X-Ably-ErrorCode";

  @Override
  public HttpCore.@Nullable Response onRawHttpRequest(
      String id,
      HttpRequest request,
      String authHeader,
      Map<String, List<String>> requestHeaders,
      HttpCore.RequestBody requestBody) {
    return null;
  }

  @Override
  public void onRawHttpResponse(String id, String method, HttpCore.Response response) {
    if (response.statusCode < FIRST_ERROR && isPage(response)) {
      response.statusCode = NOT_THE_BROKER;
    }
    if (response.statusCode >= FIRST_ERROR && response.getHeaderField(CODE_HEADER) == null) {
      Map<String, List<String>> headers = new HashMap<>();
      if (response.headers != null) {
        headers.putAll(response.headers);
      }
      headers.put(CODE_HEADER.toLowerCase(Locale.ROOT), List.of("0"));
      response.headers = headers;
    }
  }

  private static boolean isPage(HttpCore.Response response) {
    return response.contentType != null
        && response.contentType.toLowerCase(Locale.ROOT).contains("html");
  }

  @Override
  public void onRawHttpException(String id, String method, Throwable failure) {}
}
