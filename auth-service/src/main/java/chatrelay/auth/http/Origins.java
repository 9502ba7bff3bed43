package chatrelay.auth.http;

import chatrelay.schema.settings.WebOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pages that may call: those served by this service and those of the listed origins, by exact
 * match. Never a wildcard, {@code null} or an echo of the request's origin.
 */
public final class Origins {
  private final Set<String> allowed;

  /** Origins as browsers write them; see {@link WebOrigin#parse}. */
  public Origins(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /** The request's origin if it is listed, for the response's CORS headers. */
  public Optional<String> foreign(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    return origin == null ? Optional.empty() : Optional.of(origin).filter(allowed::contains);
  }

  /**
   * Rejects pages that may not get tokens: a foreign origin that is not listed, or a cross-site
   * request without an origin (images, scripts, links).
   *
   * @throws ApiException 403
   */
  public void require(HttpServletRequest request, boolean secure) {
    String origin = request.getHeader("Origin");
    boolean welcome =
        origin == null
            ? !"cross-site".equals(request.getHeader("Sec-Fetch-Site"))
            : allowed.contains(origin) || isOwn(origin, request, secure);
    if (!welcome) {
      throw ApiException.forbidden("origin_forbidden", "pages of this origin may not connect");
    }
  }

  /**
   * Whether a browser sends the session cookie with this request: the origin is absent or this
   * service's.
   */
  public static boolean isOwn(HttpServletRequest request, boolean secure) {
    String origin = request.getHeader("Origin");
    return origin == null || isOwn(origin, request, secure);
  }

  /**
   * Whether the request comes from a page of ours in a browser, which sends the cookie of this
   * answer with its next request. Browsers name the relation in Sec-Fetch-Site and other clients do
   * not; those may keep no cookies, as ably-js in Node and ably-java do.
   */
  public static boolean keepsCookies(HttpServletRequest request, boolean secure) {
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    return origin == null
        ? "same-origin".equals(site) || "none".equals(site)
        : isOwn(origin, request, secure);
  }

  private static boolean isOwn(String origin, HttpServletRequest request, boolean secure) {
    String host = header(request, "Host");
    return host != null
        && WebOrigin.parse((secure ? "https://" : "http://") + host)
            .filter(origin::equals)
            .isPresent();
  }

  private static @Nullable String header(HttpServletRequest request, String name) {
    return request.getHeader(name);
  }
}
