package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.auth.ApiKey;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Credentials that are forged, stale, used before or unreadable, each with Ably's code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadCredentialsTest {
  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker =
        LocalBroker.start(
            BrokerOptions.defaults().withKey("app.narrow:s", "{\"a\":[\"publish\"]}"));
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void token_requests_are_refused_for_every_wrong_field() {
    String path = "keys/app.key/requestToken";
    long now = System.currentTimeMillis();
    String nonce = "'nonce':'0123456789abcdef'";
    Map<String, Integer> refused =
        Map.of(
            "{'keyName':'app.key','timestamp':" + now + "," + nonce + ",'mac':'AAAA'}",
            40101,
            "{'keyName':'app.key','timestamp':" + now + "," + nonce + ",'mac':'***'}",
            40101,
            "{'keyName':'app.other'}",
            40101,
            "{'keyName':'app.key','ttl':-1}",
            40003,
            "{'keyName':'app.key','ttl':'x'}",
            40003,
            "{'keyName':'app.key','ttl':86400001}",
            40003,
            "{'keyName':'app.key','clientId':''}",
            40012,
            "{'keyName':'app.key','capability':'{'}",
            40000,
            "{'keyName':'app.key','capability':{'a':['fly']}}",
            40000,
            "{'keyName':'app.key','capability':{'a':[]}}",
            40000);
    refused.forEach((body, code) ->
        assertThat(Http.of(broker).post(path, body).code()).as(body).isEqualTo(code));
    assertThat(Http.anonymous(broker).post(path, "{'keyName':'app.key'}").code()).isEqualTo(40101);
    Http.Answer unknown = Http.of(broker).post("keys/app.none/requestToken", "{}");
    assertThat(unknown.code()).isEqualTo(40400);
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(Http.of(broker).post(path, "[]").code()).isEqualTo(40000);
    assertThat(
            Http.anonymous(broker)
                .basic("app.narrow:s")
                .post("keys/app.narrow/requestToken", "{'capability':{'b':['publish']}}")
                .code())
        .isEqualTo(40160);
  }

  @Test
  void signed_token_requests_need_a_fresh_timestamp_and_nonce() {
    long now = System.currentTimeMillis();
    assertThat(signed(broker, now, "0123456789abcdef").status()).isEqualTo(201);
    assertThat(signed(broker, now, "0123456789abcdef").code()).isEqualTo(40105);
    assertThat(signed(broker, now - 200_000, "1123456789abcdef").code()).isEqualTo(40104);
    assertThat(signed(broker, now + 200_000, "2123456789abcdef").code()).isEqualTo(40104);
    assertThat(signed(broker, now, "short").status()).isEqualTo(400);
  }

  @Test
  void a_broker_that_refuses_keys_lets_only_tokens_in() {
    try (LocalBroker strict = LocalBroker.start(BrokerOptions.defaults().withRefusedKeys())) {
      Http.Answer refused = Http.of(strict).get("channels/c/messages");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.code()).isEqualTo(40103);
      assertThat(Http.of(strict).post("keys/app.key/requestToken", "{}").code()).isEqualTo(40103);
      try (RawClient raw = RawClient.withKey(strict, "")) {
        assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40103);
      }
      String token =
          String.valueOf(
              signed(strict, System.currentTimeMillis(), "3123456789abcdef")
                  .object()
                  .string("token"));
      Http bearer = Http.anonymous(strict).bearer(token);
      assertThat(bearer.get("channels/c/messages").status()).isEqualTo(200);
      try (RawClient raw = RawClient.open(strict, "v=4&access_token=" + token)) {
        assertThat(raw.connected().has("error")).isFalse();
      }
    }
  }

  private static Http.Answer signed(LocalBroker broker, long timestamp, String nonce) {
    String mac =
        Base64.getEncoder()
            .encodeToString(hmac("secret", "app.key\n\n\n\n" + timestamp + "\n" + nonce + "\n"));
    return Http.anonymous(broker)
        .post(
            "keys/app.key/requestToken",
            "{'keyName':'app.key','timestamp':%d,'nonce':'%s','mac':'%s'}"
                .formatted(timestamp, nonce, mac));
  }

  private static byte[] hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void web_tokens_are_refused_when_unsigned_forged_expired_or_unreadable() {
    long now = System.currentTimeMillis() / 1000;
    String claims = "{\"iat\":" + now + ",\"exp\":" + (now + 600) + "}";
    String header = "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"app.key\"}";
    String past = "{\"iat\":" + (now - 600) + ",\"exp\":" + (now - 1) + "}";
    String none = "{\"typ\":\"JWT\",\"alg\":\"none\",\"kid\":\"app.key\"}";
    assertJwt(jwt(header, claims, "secret"), 0);
    assertJwt(jwt(header, claims, "wrong"), 40144);
    assertJwt(jwt(none, claims, "secret"), 40144);
    assertJwt(jwt(none, claims, "secret").replaceAll("\\.[^.]*$", "."), 40144);
    assertJwt(jwt(header.replace("HS256", "RS256"), claims, "secret"), 40144);
    assertJwt(jwt(header, past, "secret"), 40142);
    assertJwt(jwt(header, "{\"iat\":" + now + "}", "secret"), 40144);
    assertJwt(
        jwt(header, "{\"iat\":" + (now + 9_999) + ",\"exp\":" + (now + 99_999) + "}", "secret"),
        40144);
    assertJwt(jwt(header, "{\"exp\":9223372036854775807}", "secret"), 40144);
    assertJwt(jwt(header.replace("app.key", "nosuch.key"), claims, "secret"), 40400);
    String token =
        String.valueOf(
            Http.of(broker)
                .post("keys/app.key/requestToken", "{'keyName':'app.key'}")
                .object()
                .string("token"));
    assertJwt(token, 0);
    assertJwt(token.substring(0, token.indexOf('~') + 1) + "AAAA", 40143);
    assertJwt(jwt(header, "{\"x-ably-token\":\"" + token + "\"}", "secret"), 0);
    assertJwt(jwt(header, "{\"x-ably-token\":\"" + token + "\"}", "wrong"), 40144);
    String foreign = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x-ably-token\":\"";
    assertJwt(jwt(foreign + token + "\"}", "{}", "elsewhere"), 0);
    assertJwt(jwt(foreign + jwt(header, claims, "secret") + "\"}", "{}", "elsewhere"), 0);
    assertJwt(jwt(foreign + jwt(header, claims, "wrong") + "\"}", "{}", "elsewhere"), 40144);
    assertJwt(jwt(foreign + token + "\"}", "{}", "x") + ".cipher.tag", 0);
    assertJwt(jwt(header, claims, "secret") + ".cipher.tag", 40144);
    assertJwt("app.garbage", 40145);
    assertJwt("app.garbage~x", 40145);
    assertJwt("a.b.c", 40101);
  }

  private void assertJwt(String token, int code) {
    try (RawClient raw = RawClient.open(broker, "v=4&accessToken=" + token)) {
      Fields frame = raw.next();
      assertThat(frame.has("error") ? RawClient.code(frame) : 0).as(token).isEqualTo(code);
    }
  }

  private static String jwt(String header, String claims, String secret) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String signed =
        encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return signed + "." + encoder.encodeToString(hmac(secret, signed));
  }

  @Test
  void a_key_that_is_not_revocable_or_not_the_callers_revokes_nothing() {
    String body = "{'targets':['clientId:a']}";
    assertThat(Http.of(broker).post("keys/app.narrow/revokeTokens", body).code()).isEqualTo(40133);
    assertThat(Http.anonymous(broker).post("keys/app.key/revokeTokens", body).code())
        .isEqualTo(40101);
    assertThat(ApiKey.parse(broker.key()).toString()).doesNotContain("secret");
  }
}
