package chatrelay.local.broker.rest;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer: status, body as value tree (null for none) and extra headers, of which several may
 * have one name.
 */
public record RestResponse(
    int status, @Nullable Object body, List<Map.Entry<String, String>> headers) {

  public static RestResponse of(int status, @Nullable Object body) {
    return new RestResponse(status, body, List.of());
  }

  /** The error body with the headers clients look at. */
  public static RestResponse failed(ErrorInfo error) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("X-Ably-ErrorCode", Integer.toString(error.code())));
    headers.add(
        Map.entry("X-Ably-ErrorMessage", error.message().replaceAll("[^\\x20-\\x7e]", "?")));
    if (error.statusCode() == 401) {
      boolean renewable = error.code() >= 40140 && error.code() <= 40143;
      headers.add(
          Map.entry(
              "WWW-Authenticate",
              renewable ? "X-Ably-Token realm=\"ably\", stale=true" : "Basic realm=\"ably\""));
    }
    return new RestResponse(
        error.statusCode(), new Fields().put("error", error.toFields()), headers);
  }

  /** The same answer with paging links. */
  RestResponse withLinks(List<String> links) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    links.forEach(link -> more.add(Map.entry("Link", link)));
    return new RestResponse(status, body, more);
  }
}
