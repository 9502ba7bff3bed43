package chatrelay.auth.route;

import chatrelay.auth.page.PageFile;
import chatrelay.auth.page.PageFiles;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;

/**
 * Serves the page's files, each at its own path and {@code index.html} also at {@code /}.
 *
 * <p>Browsers cache them but revalidate each time, so that a new release is visible at once.
 */
final class PageRoutes {
  private final PageFiles files;

  PageRoutes(PageFiles files) {
    this.files = files;
  }

  void addTo(RouteTable table) {
    for (PageFile file : files.all()) {
      table.file(file.path(), context -> serve(context, file));
      if (file.path().equals("/index.html")) {
        table.file("/", context -> serve(context, file));
      }
    }
  }

  private static void serve(Context context, PageFile file) {
    boolean compress = file.compressed().length > 0 && takesGzip(context);
    String etag = compress ? file.etag().replaceFirst("\"$", "-gzip\"") : file.etag();
    context
        .header("ETag", etag)
        .header("Cache-Control", "no-cache")
        .header("Vary", "Origin, Accept-Encoding");
    if (List.of(header(context, "If-None-Match").split(",\\s*")).contains(etag)) {
      context.status(304);
      return;
    }
    context.contentType(file.mediaType());
    if (compress) {
      context.header("Content-Encoding", "gzip").result(file.compressed());
    } else {
      context.result(file.content());
    }
  }

  private static boolean takesGzip(Context context) {
    return List.of(header(context, "Accept-Encoding").toLowerCase(Locale.ROOT).split("\\s*,\\s*"))
        .contains("gzip");
  }

  private static String header(Context context, String name) {
    String value = context.header(name);
    return value == null ? "" : value;
  }
}
