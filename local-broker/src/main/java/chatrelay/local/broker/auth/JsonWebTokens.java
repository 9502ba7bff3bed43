package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.ProtocolException;

/**
 * Ably JWTs: HS256 with {@code kid} = key name and Ably's claims (Ably documentation, "JWT").
 * Stateless.
 */
final class JsonWebTokens {
  private static final long FUTURE_MILLIS = 120_000;
  private static final String EMBEDDED = "x-ably-token";

  private JsonWebTokens() {}

  /**
   * True when the text has three dot-separated parts (signed) or five (encrypted) of which the
   * first decodes to a JOSE header.
   */
  static boolean looksLikeOne(String token) {
    String[] parts = token.split("\\.", -1);
    return (parts.length == 3 || parts.length == 5) && Signing.object(parts[0]) != null;
  }

  /**
   * Verifies everything but expiry; 40144 with a reason otherwise, 40400 for an unknown key. A
   * token in {@code x-ably-token} is unwrapped and proves itself; in the header it may come with a
   * foreign key's signature or encryption, which this broker can't verify.
   */
  static Grant read(String token, Apps apps, long now) {
    String[] parts = token.split("\\.", -1);
    Fields header = Signing.object(parts[0]);
    String wrapped = header == null ? null : header.string(EMBEDDED);
    if (wrapped != null) {
      return unwrap(wrapped, apps, now);
    }
    Fields claims = parts.length == 3 ? Signing.object(parts[1]) : null;
    if (header == null || claims == null) {
      throw invalid("not base64url JSON");
    }
    if (!"HS256".equals(header.string("alg"))) {
      throw invalid("unsupported algorithm, use HS256");
    }
    String embedded = claims.string(EMBEDDED);
    String keyName = header.string("kid");
    if (keyName == null && embedded != null) {
      return unwrap(embedded, apps, now);
    }
    if (keyName == null) {
      throw invalid("no key name in kid");
    }
    ApiKey key = apps.find(keyName);
    if (key == null) {
      throw new ProtocolException(
          new ErrorInfo(40400, 404, "No application or key found for the kid"));
    }
    if (!Signing.verifies(key.secret(), parts[0] + "." + parts[1], parts[2])) {
      throw new ProtocolException(40144, "Error verifying JWT; signature verification failed");
    }
    if (embedded != null) {
      return unwrap(embedded, apps, now);
    }
    return grantOf(claims, apps.named(key.appId()), key, now);
  }

  /** Every layer is shorter than the one around it, so this ends. */
  private static Grant unwrap(String inner, Apps apps, long now) {
    return looksLikeOne(inner) ? read(inner, apps, now) : Tokens.read(inner, apps);
  }

  private static Grant grantOf(Fields claims, App app, ApiKey key, long now) {
    long expires = claims.number("exp", -1) * 1000;
    long issued = claims.number("iat", -1) * 1000;
    if (expires < 0) {
      throw invalid("no exp claim");
    }
    if (issued > now + FUTURE_MILLIS) {
      throw invalid("iat lies in the future");
    }
    Object claim = claims.value("x-ably-capability");
    ChannelRights capability =
        claim == null ? key.capability() : parse(claim).intersect(key.capability());
    return new Grant(
        app,
        key,
        false,
        capability,
        claims.string("x-ably-clientId"),
        Math.max(issued, 0),
        expires,
        claims.string("x-ably-revocation-key"));
  }

  private static ChannelRights parse(Object claim) {
    try {
      return ChannelRights.of(claim);
    } catch (ProtocolException e) {
      throw invalid(e.error().message());
    }
  }

  private static ProtocolException invalid(String reason) {
    return new ProtocolException(40144, "Invalid JWT: " + reason);
  }
}
