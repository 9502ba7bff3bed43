package chatrelay.auth.page;

import chatrelay.schema.settings.AblySettings;

/**
 * The page's Content-Security-Policy: own files only, no inline code, connections to this service
 * and the broker.
 *
 * <p>It allows one file of Ably's CDN, only when the SDK is not bundled with the page.
 */
public final class ContentSecurityPolicy {
  private static final String CDN = " https://cdn.ably.com/lib/ably.min-2.28.0.js";
  // The hosts that ably-js 2.28.0 connects to: primary and fallback.
  private static final String HOSTED =
      "https://*.ably.net wss://*.ably.net https://*.ably-realtime.com wss://*.ably-realtime.com";

  private ContentSecurityPolicy() {}

  /** The value of the header. */
  public static String of(AblySettings broker, boolean bundledSdk) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self'" + (bundledSdk ? "" : CDN),
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' " + addresses(broker),
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types chat-relay");
  }

  private static String addresses(AblySettings broker) {
    String endpoint = broker.endpoint();
    if (endpoint == null) {
      return HOSTED;
    }
    String host = endpoint + ":" + broker.port();
    return broker.tls() ? "https://" + host + " wss://" + host : "http://" + host + " ws://" + host;
  }
}
