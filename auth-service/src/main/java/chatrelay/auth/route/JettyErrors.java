package chatrelay.auth.route;

import chatrelay.auth.http.Answer;
import chatrelay.auth.http.ApiException;
import chatrelay.auth.http.Json;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Responds to requests that the HTTP server rejects before routing, such as a malformed request
 * line, in the service's error shape and without naming the server.
 */
final class JettyErrors extends ErrorHandler {
  private final Map<String, String> headers;

  /** {@code headers} go on each response. */
  JettyErrors(Map<String, String> headers) {
    this.headers = headers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    headers.forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.JSON);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    ApiException failure = failure(status);
    response.getHeaders().put("X-Ably-ErrorCode", String.valueOf(failure.code()));
    response.getHeaders().put("X-Ably-ErrorMessage", failure.text());
    response.write(true, ByteBuffer.wrap(Json.bytes(Answer.body(failure))), callback);
    return true;
  }

  private static ApiException failure(int status) {
    return switch (status) {
      case 405 ->
          ApiException.ofStatus(
              status, "method_not_allowed", "this path does not accept that method");
      default ->
          ApiException.ofStatus(
              status, status < 500 ? "request_refused" : "internal", "the request can't be served");
    };
  }
}
