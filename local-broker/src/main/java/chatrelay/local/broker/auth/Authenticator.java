package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns credentials into a {@link Grant}, or refuses with Ably's code: 40101 no or wrong
 * credentials, 40400 unknown app, 40400 with status 401 unknown key, 40142 expired, 40141 revoked,
 * 40102 and 40012 for client ids. {@code refusesKeys} refuses keys themselves with 40103, as hosted
 * Ably does without TLS. Safe for many threads.
 */
public record Authenticator(Apps apps, InstantSource clock, boolean refusesKeys) {

  /** Credentials as they arrive: parameters or header; any may be absent. */
  public record Credentials(
      @Nullable String key, @Nullable String token, @Nullable String authorization) {}

  /** Proves the credentials and resolves the asked client id against them. */
  public Grant authenticate(Credentials credentials, @Nullable String askedClientId) {
    return resolve(prove(credentials), askedClientId);
  }

  private Grant prove(Credentials credentials) {
    String header = credentials.authorization();
    if (header != null) {
      int space = header.indexOf(' ');
      String scheme = space < 0 ? "" : header.substring(0, space).toLowerCase(Locale.ROOT);
      String value = header.substring(space + 1).strip();
      return switch (scheme) {
        case "basic" -> byKey(decoded(value));
        case "bearer" -> byToken(JsonWebTokens.looksLikeOne(value) ? value : decoded(value));
        default -> throw new ProtocolException(40101, "Unsupported authorization scheme");
      };
    }
    if (credentials.key() != null) {
      return byKey(credentials.key());
    }
    if (credentials.token() != null) {
      return byToken(credentials.token());
    }
    throw new ProtocolException(40101, "No authentication information provided");
  }

  private static String decoded(String value) {
    byte[] bytes = Signing.decoded(Base64.getDecoder(), value);
    return bytes == null ? value : new String(bytes, StandardCharsets.UTF_8);
  }

  private Grant byKey(String text) {
    if (refusesKeys) {
      throw new ProtocolException(
          40103, "Invalid use of Basic authentication over non-TLS transport");
    }
    int colon = text.indexOf(':');
    ApiKey key = apps.key(text.substring(0, Math.max(0, colon)));
    byte[] secret = key.secret().getBytes(StandardCharsets.UTF_8);
    if (!Signing.same(secret, text.substring(colon + 1).getBytes(StandardCharsets.UTF_8))) {
      throw new ProtocolException(40101, "Invalid credentials");
    }
    return new Grant(
        apps.named(key.appId()), key, true, key.capability(), "*", 0, Long.MAX_VALUE, null);
  }

  /** Proves a token string, including expiry and revocation. */
  public Grant byToken(String token) {
    long now = clock.millis();
    Grant grant =
        JsonWebTokens.looksLikeOne(token)
            ? JsonWebTokens.read(token, apps, now)
            : Tokens.read(token, apps);
    if (now >= grant.expires()) {
      throw new ProtocolException(40142, "Token expired");
    }
    if (grant.app().revocations().covers(grant, now)) {
      throw new ProtocolException(40141, "Token revoked");
    }
    return grant;
  }

  private static Grant resolve(Grant grant, @Nullable String asked) {
    if (asked == null) {
      return grant;
    }
    if (asked.equals("*") && !grant.basic() && asked.equals(grant.clientId())) {
      return grant;
    }
    if (asked.isEmpty() || asked.equals("*")) {
      throw new ProtocolException(40012, "Invalid client id");
    }
    String own = grant.clientId();
    if (own == null || !(own.equals("*") || own.equals(asked))) {
      throw new ProtocolException(40102, "Client id is incompatible with the credentials");
    }
    return grant.as(asked);
  }
}
