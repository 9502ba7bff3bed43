package chatrelay.local.broker.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
    Map<String, String> all = new LinkedHashMap<>(params);
    if (cursor != null) {
      all.put("cursor", cursor);
    }
    String query =
        all.entrySet().stream()
            .filter(param -> !param.getValue().isEmpty())
            .map(param ->
                param.getKey() + "=" + URLEncoder.encode(param.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return "<./" + resource + "?" + query + ">; rel=\"" + relation + "\"";
  }
}
