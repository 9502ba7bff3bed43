package chatrelay.local.broker.rest;

import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Paging links, one header line per relation, {@code ./resource?query}: the only form all clients
 * parse. Each parameter has a value, because ably-java reads index 1 of a split at the equals sign.
 */
final class Links {
  private Links() {}

  /**
   * Links for a page.
   *
   * @param resource last segment of the path
   * @param params everything that makes the same query again, without the cursor
   * @param cursor of this page, null for the first
   * @param next cursor of the next page, null when there is none
   */
  static List<String> of(
      String resource, Map<String, String> params, @Nullable String cursor, @Nullable String next) {
    List<String> links = new ArrayList<>();
    links.add(link(resource, params, null, "first"));
    links.add(link(resource, params, cursor, "current"));
    if (next != null) {
      links.add(link(resource, params, next, "next"));
    }
    return links;
  }

  private static String link(
      String resource, Map<String, String> params, @Nullable String cursor, String relation) {
    QueryStringEncoder link = new QueryStringEncoder("./" + resource);
    params.forEach((name, value) -> {
      if (!value.isEmpty()) {
        link.addParam(name, value);
      }
    });
    if (cursor != null) {
      link.addParam("cursor", cursor);
    }
    return "<" + link + ">; rel=\"" + relation + "\"";
  }
}
