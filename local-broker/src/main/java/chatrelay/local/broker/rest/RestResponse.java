package chatrelay.local.broker.rest;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer: status, body as value tree (null for none) and extra headers, of which several may
 * have one name.
 */
public record RestResponse(int status, @Nullable Object body, HttpHeaders headers) {

  public static RestResponse of(int status, @Nullable Object body) {
    return new RestResponse(status, body, new DefaultHttpHeaders());
  }

  /** The error body with the headers clients look at. */
  public static RestResponse failed(ErrorInfo error) {
    RestResponse refusal = of(error.statusCode(), new Fields().put("error", error.toFields()));
    String message = error.message().replaceAll("[^\\x20-\\x7e]", "?");
    refusal.headers.set("X-Ably-ErrorCode", error.code()).set("X-Ably-ErrorMessage", message);
    if (error.statusCode() == 401) {
      boolean renewable = error.code() >= 40140 && error.code() <= 40143;
      refusal.headers.set(
          "WWW-Authenticate",
          renewable ? "X-Ably-Token realm=\"ably\", stale=true" : "Basic realm=\"ably\"");
    }
    return refusal;
  }

  /** The same answer with paging links. */
  RestResponse withLinks(List<String> links) {
    return new RestResponse(status, body, headers.copy().add("Link", links));
  }
}
