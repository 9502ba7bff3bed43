package chatrelay.auth.route;

import chatrelay.auth.http.Origins;
import chatrelay.auth.http.Peer;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Headers of every response, errors included: browser restrictions, allowed origins and the request
 * id.
 */
final class ResponseHeaders {
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String EXPOSED =
      "X-Ably-ErrorCode, X-Ably-ErrorMessage, Retry-After, X-Request-Id, Link, X-Rooms-Omitted";

  private final Map<String, String> fixed = new LinkedHashMap<>();
  private final Origins origins;
  private final Peer peer;
  private final SecureRandom random = new SecureRandom();

  ResponseHeaders(String contentSecurityPolicy, Origins origins, Peer peer) {
    this.origins = origins;
    this.peer = peer;
    fixed.put("Content-Security-Policy", contentSecurityPolicy);
    fixed.put("X-Content-Type-Options", "nosniff");
    fixed.put("Referrer-Policy", "no-referrer");
    fixed.put("X-Frame-Options", "DENY");
    fixed.put("Cross-Origin-Opener-Policy", "same-origin");
    fixed.put("Cross-Origin-Resource-Policy", "same-origin");
    fixed.put("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    fixed.put("Vary", "Origin");
  }

  /** The constant ones, for responses of the HTTP server itself. */
  Map<String, String> fixed() {
    return Map.copyOf(fixed);
  }

  /** Sets all of them before the route runs. */
  void apply(Context context) {
    fixed.forEach(context::header);
    context.header("X-Request-Id", requestId(context));
    if (peer.secure(context.req())) {
      context.header("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    origins.foreign(context.req()).ifPresent(origin -> allow(context, origin));
  }

  private static void allow(Context context, String origin) {
    context
        .header("Access-Control-Allow-Origin", origin)
        .header("Access-Control-Allow-Credentials", "true")
        .header("Access-Control-Expose-Headers", EXPOSED);
    if (context.method().equals(HandlerType.OPTIONS)) {
      context
          .header("Access-Control-Allow-Methods", "GET, POST, DELETE")
          .header(
              "Access-Control-Allow-Headers",
              "Authorization, Content-Type, X-Request-Id, Ably-Agent, X-Ably-Version")
          .header("Access-Control-Max-Age", "600")
          .header("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    }
  }

  /** The caller's request id if it is safe to log, else a new one. */
  private String requestId(Context context) {
    String given = context.header("X-Request-Id");
    if (given != null && REQUEST_ID.matcher(given).matches()) {
      return given;
    }
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}
