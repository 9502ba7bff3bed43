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
 * Sees to it that an error answer which the broker did not give has the code 0.
 *
 * <p>For an answer without an error in body or header, as proxies and load balancers give it,
 * ably-java 1.5.0 makes a code of the status ({@code ErrorInfo.fromResponseStatus}): a proxy's 400
 * reads like the broker's 40000, "this message is wrong". A header that says 0 comes before that,
 * and after an error in the body. Runs on the threads that wait for answers; never throws.
 */
final class ForeignAnswers implements DebugOptions.RawHttpListener {
  private static final int FIRST_ERROR = 400;
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
    if (response.statusCode >= FIRST_ERROR && response.getHeaderField(CODE_HEADER) == null) {
      Map<String, List<String>> headers = new HashMap<>();
      if (response.headers != null) {
        headers.putAll(response.headers);
      }
      headers.put(CODE_HEADER.toLowerCase(Locale.ROOT), List.of("0"));
      response.headers = headers;
    }
  }

  @Override
  public void onRawHttpException(String id, String method, Throwable failure) {}
}
