package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.ProtocolException;
import java.time.InstantSource;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Answers token requests (Ably documentation, "Token request spec"): mac over the fields exactly as
 * sent, timestamp within two minutes (40104), nonce used once (40105), ttl up to 24 h, capability
 * within the key's (40160). Safe for many threads.
 */
public record TokenRequests(Apps apps, InstantSource clock) {
  private static final long SKEW_MILLIS = 120_000;
  private static final long DEFAULT_TTL = 3_600_000;
  private static final long MAX_TTL = 86_400_000;

  /**
   * Issues a token.
   *
   * @param keyName the key in the path
   * @param request the body
   * @param caller the credential of the HTTP request itself; null when it has none
   */
  public Fields issue(String keyName, Fields request, @Nullable Grant caller) {
    ApiKey key = apps.key(keyName);
    String named = request.string("keyName");
    if (named != null && !named.equals(keyName)) {
      throw new ProtocolException(40101, "keyName differs from the path");
    }
    long now = clock.millis();
    String mac = request.string("mac");
    if (mac != null) {
      checkSignature(key, request, mac, now);
    } else if (caller == null || !caller.basic() || !caller.key().name().equals(keyName)) {
      throw new ProtocolException(40101, "A token request needs a mac or the key itself");
    }
    String clientId = request.string("clientId");
    if (clientId != null && clientId.isEmpty()) {
      throw new ProtocolException(40012, "Invalid client id");
    }
    ChannelRights capability = capabilityOf(key, request);
    long expires = now + ttlOf(key, request);
    Grant grant =
        new Grant(apps.named(key.appId()), key, false, capability, clientId, now, expires, null);
    return new Fields()
        .put("token", Tokens.issue(grant))
        .put("keyName", keyName)
        .put("issued", now)
        .put("expires", expires)
        .put("capability", capability.toString())
        .put("clientId", clientId);
  }

  private void checkSignature(ApiKey key, Fields request, String mac, long now) {
    String signed =
        String.join(
                "\n",
                key.name(),
                text(request, "ttl", true),
                text(request, "capability", false),
                text(request, "clientId", false),
                text(request, "timestamp", true),
                text(request, "nonce", false))
            + "\n";
    if (!Signing.same(
        Signing.hmac(key.secret(), signed), Signing.decoded(Base64.getDecoder(), mac))) {
      throw new ProtocolException(
          40101, "Unable to authenticate the token request: mac does not match");
    }
    long timestamp = request.number("timestamp", 0);
    if (timestamp == 0) {
      throw new ProtocolException(40003, "A token request needs a timestamp");
    }
    if (Math.abs(now - timestamp) > SKEW_MILLIS) {
      throw new ProtocolException(40104, "Timestamp not current");
    }
    String nonce = text(request, "nonce", false);
    if (nonce.length() < 16) {
      throw new ProtocolException(40003, "A nonce has at least 16 characters");
    }
    if (!apps.named(key.appId()).useNonce(key.name(), nonce, now, 2 * SKEW_MILLIS)) {
      throw new ProtocolException(40105, "Nonce value replayed");
    }
  }

  private static String text(Fields request, String name, boolean zeroIsAbsent) {
    Object value = request.value(name);
    if (value == null) {
      return "";
    }
    String text =
        value instanceof Double number ? Long.toString(number.longValue()) : value.toString();
    return zeroIsAbsent && text.equals("0") ? "" : text;
  }

  private static long ttlOf(ApiKey key, Fields request) {
    long max = key.revocableTokens() ? DEFAULT_TTL : MAX_TTL;
    if (!request.has("ttl") || "".equals(request.string("ttl"))) {
      return DEFAULT_TTL;
    }
    long ttl = request.number("ttl", -1);
    if (ttl < 0 || ttl > max) {
      throw new ProtocolException(40003, "ttl must be a number of ms between 0 and " + max);
    }
    return ttl == 0 ? DEFAULT_TTL : ttl;
  }

  private static ChannelRights capabilityOf(ApiKey key, Fields request) {
    Object asked = request.value("capability");
    if (asked == null || "".equals(asked)) {
      return key.capability();
    }
    ChannelRights granted = ChannelRights.of(asked).intersect(key.capability());
    if (granted.isEmpty()) {
      throw new ProtocolException(40160, "The key has none of the requested capabilities");
    }
    return granted;
  }
}
