package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns credentials into a {@link Grant}, or refuses with Ably's code: 40101 no or wrong
 * credentials, 40400 unknown app, 40400 with status 401 unknown key, 40142 expired, 40141 revoked,
 * 40102 and 40012 for client ids. Safe for many threads.
 */
public final class Authenticator {
  private static final Pattern APP_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern HOSTED_APP_ID = Pattern.compile("[A-Za-z0-9_-]{6}");

  private final Apps apps;
  private final Clock clock;

  public Authenticator(Apps apps, Clock clock) {
    this.apps = apps;
    this.clock = clock;
  }

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
    byte[] bytes = Signing.fromBase64(value);
    return bytes == null ? value : new String(bytes, StandardCharsets.UTF_8);
  }

  private Grant byKey(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new ProtocolException(40101, "Invalid credentials");
    }
    ApiKey key = keyOf(text.substring(0, colon), apps);
    byte[] secret = key.secret().getBytes(StandardCharsets.UTF_8);
    if (!Signing.same(secret, text.substring(colon + 1).getBytes(StandardCharsets.UTF_8))) {
      throw new ProtocolException(40101, "Invalid credentials");
    }
    return Grant.ofKey(appOf(key.appId(), apps), key);
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

  /**
   * The app named, 40101 for text that can't be an app id and 40400 for an app that does not exist.
   */
  static App appOf(String id, Apps apps) {
    App app = apps.get(id);
    if (app != null) {
      return app;
    }
    if (!APP_ID.matcher(id).matches() || !HOSTED_APP_ID.matcher(id).matches()) {
      throw new ProtocolException(40101, "Invalid credentials");
    }
    throw new ProtocolException(new ErrorInfo(40400, 404, "No application found with id " + id));
  }

  /**
   * The key named {@code appId.keyId}; refusals as for apps, 40400 but with status 401 for an app's
   * unknown key, as ably-js's integration test of RSA4 has it from hosted Ably.
   */
  public static ApiKey keyOf(String name, Apps apps) {
    int dot = name.indexOf('.');
    if (dot <= 0) {
      throw new ProtocolException(40101, "Invalid credentials");
    }
    ApiKey key = appOf(name.substring(0, dot), apps).key(name.substring(dot + 1));
    if (key == null) {
      throw new ProtocolException(new ErrorInfo(40400, 401, "No key found with this name"));
    }
    return key;
  }
}
