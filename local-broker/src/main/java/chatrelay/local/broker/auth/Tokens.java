package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Format;
import chatrelay.local.broker.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of our own making, {@code appId.<payload>~<signature>}: self-contained and signed with the
 * key's secret, so that issuing costs no memory and tokens outlive a restart. Stateless.
 */
final class Tokens {
  private Tokens() {}

  static String issue(Grant grant) {
    Fields payload =
        new Fields()
            .put("k", grant.key().keyId())
            .put("c", grant.capability().toString())
            .put("u", grant.clientId())
            .put("i", grant.issued())
            .put("e", grant.expires())
            .put(
                "n",
                Long.toString(java.util.concurrent.ThreadLocalRandom.current().nextLong(), 36));
    String body = Signing.base64Url(Format.JSON.encode(payload));
    return grant.app().id()
        + "."
        + body
        + "~"
        + Signing.base64Url(Signing.hmac(grant.key().secret(), body));
  }

  /**
   * Verifies a token; 40400 unknown app, 40145 unreadable, 40143 not ours. Expiry is the caller's
   * check.
   */
  static Grant read(String token, Apps apps) {
    int dot = token.indexOf('.');
    int tilde = token.lastIndexOf('~');
    if (dot <= 0) {
      throw new ProtocolException(40145, "Invalid token format");
    }
    App app = Authenticator.appOf(token.substring(0, dot), apps);
    if (tilde < dot) {
      throw new ProtocolException(40145, "Invalid token format");
    }
    String body = token.substring(dot + 1, tilde);
    Fields payload = payloadOf(body);
    ApiKey key = app.key(String.valueOf(payload.string("k")));
    if (key == null
        || !Signing.same(
            Signing.hmac(key.secret(), body), Signing.fromBase64Url(token.substring(tilde + 1)))) {
      throw new ProtocolException(40143, "Token unrecognised");
    }
    @Nullable String capability = payload.string("c");
    return new Grant(
        app,
        key,
        false,
        capability == null ? key.capability() : Capability.parse(capability),
        payload.string("u"),
        payload.number("i", 0),
        payload.number("e", 0),
        null);
  }

  private static Fields payloadOf(String body) {
    byte[] bytes = Signing.fromBase64Url(body);
    if (bytes == null) {
      throw new ProtocolException(40145, "Invalid token format");
    }
    try {
      return Fields.of(Format.JSON.decode(bytes));
    } catch (ProtocolException malformed) {
      throw new ProtocolException(40145, "Invalid token format");
    }
  }
}
