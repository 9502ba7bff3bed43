package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
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
            .put("n", Ids.random(12));
    String body = Signing.base64Url(WireFormat.JSON.encode(payload));
    String signature = Signing.base64Url(Signing.hmac(grant.key().secret(), body));
    return grant.app().id() + "." + body + "~" + signature;
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
    App app = apps.named(token.substring(0, dot));
    String body = tilde < dot ? "" : token.substring(dot + 1, tilde);
    Fields payload = Signing.object(body);
    if (payload == null) {
      throw new ProtocolException(40145, "Invalid token format");
    }
    ApiKey key = app.key(String.valueOf(payload.string("k")));
    if (key == null || !Signing.verifies(key.secret(), body, token.substring(tilde + 1))) {
      throw new ProtocolException(40143, "Token unrecognised");
    }
    @Nullable String capability = payload.string("c");
    return new Grant(
        app,
        key,
        false,
        capability == null ? key.capability() : ChannelRights.parse(capability),
        payload.string("u"),
        payload.number("i", 0),
        payload.number("e", 0),
        null);
  }
}
