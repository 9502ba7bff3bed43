package chatrelay.schema.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Origins of pages, such as {@code https://chat.example.org}, as browsers write them. */
public final class WebOrigin {
  private WebOrigin() {}

  /** The origin in the form that browsers send, or empty when the text is not one. */
  public static Optional<String> parse(String text) {
    try {
      URI uri = new URI(text.toLowerCase(Locale.ROOT));
      String scheme = uri.getScheme();
      boolean known = "https".equals(scheme) || "http".equals(scheme);
      boolean bare =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && String.valueOf(uri.getPath()).isEmpty()
              && uri.getQuery() == null
              && uri.getFragment() == null;
      if (!known || !bare) {
        return Optional.empty();
      }
      boolean usual = uri.getPort() == -1 || uri.getPort() == usualPort(String.valueOf(scheme));
      return Optional.of(scheme + "://" + uri.getHost() + (usual ? "" : ":" + uri.getPort()));
    } catch (URISyntaxException notAnOrigin) {
      return Optional.empty();
    }
  }

  private static int usualPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }
}
