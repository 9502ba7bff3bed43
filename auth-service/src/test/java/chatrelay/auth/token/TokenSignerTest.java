package chatrelay.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import com.google.gson.JsonParser;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.rest.Auth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class TokenSignerTest {
  private static final AblySettings KEY =
      new AblySettings("app.key", Secret.of("5ecret"), null, 443, true);
  private static final Capability CAPABILITY =
      new Capability(
          Map.of("chat-out:lobby", List.of("subscribe"), "chat-in:lobby", List.of("publish")));

  @Test
  void shouldSignWhatAblyJavaSigns() throws Exception {
    Auth.TokenParams parameters = new Auth.TokenParams();
    parameters.clientId = "guest-1";
    parameters.ttl = 60_000;
    parameters.capability = CAPABILITY.canonical();
    Auth.TokenRequest theirs;
    try (AblyRest ably = new AblyRest("app.key:5ecret")) {
      theirs = ably.auth.createTokenRequest(parameters, null);
    }
    TokenRequest same =
        new TokenRequest(
            theirs.keyName,
            theirs.ttl,
            theirs.capability,
            theirs.clientId,
            theirs.timestamp,
            theirs.nonce,
            "");

    assertThat(theirs.mac).isEqualTo(mac(TokenSigner.signedText(same)));
    TokenRequest ours =
        new TokenSigner(KEY, InstantSource.system())
            .sign("guest-1", CAPABILITY, Duration.ofMinutes(1));
    assertThat(ours.mac()).isEqualTo(mac(TokenSigner.signedText(ours)));
    assertThat(ours.capability()).isEqualTo(theirs.capability);
    Auth.TokenRequest read = Auth.TokenRequest.fromJson(ours.json().toString());
    assertThat(JsonParser.parseString(read.asJson()))
        .isEqualTo(JsonParser.parseString(ours.json().toString()));
  }

  private static String mac(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("5ecret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void shouldRefuseToSignALineBreak() {
    TokenSigner signer = new TokenSigner(KEY, InstantSource.system());

    for (String client : List.of("admin\n1795357971918", "a\r\nb", "a\rb")) {
      assertThatThrownBy(() -> signer.sign(client, CAPABILITY, Duration.ofMinutes(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldNotPrintWhatIsWorthAToken() {
    TokenRequest request =
        new TokenSigner(KEY, InstantSource.system())
            .sign("guest-1", CAPABILITY, Duration.ofMinutes(1));

    assertThat(request.toString()).doesNotContain(request.mac(), request.nonce());
  }

  @Test
  void shouldNeverMakeAnEmptyCapability() {
    assertThatThrownBy(() -> new Capability(Map.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Capability(Map.of("a", List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
