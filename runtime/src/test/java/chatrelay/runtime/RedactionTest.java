package chatrelay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ws://127.0.0.1:8080/?key=abcdef.ghijkl:CANARYsecret&v=4",
        "ws://127.0.0.1:8080/?key=abcdef.ghijkl%3ACANARYsecret&v=4",
        "wss://host/?accessToken=abcdef.CANARYtoken&format=json",
        "wss://host/?access_token=abcdef.CANARYtoken",
        "Authorization: Basic Q0FOQVJZc2VjcmV0",
        "Authorization: Bearer CANARYtoken.part.part",
        "{\"keyName\":\"abcdef.ghijkl\",\"mac\":\"CANARYmac=\",\"nonce\":\"CANARY1234567890\"}",
        "connecting with abcdef.ghijkl:CANARYsecret to the broker",
        "jdbc:mysql://root:CANARYpassword@127.0.0.1/chat",
        "url?user=chat&password=CANARYpassword&ssl=true"
      })
  void shouldHideSecrets(String line) {
    assertThat(Redaction.redact(line)).doesNotContain("CANARY", "Q0FOQVJZ").contains("***");
  }

  @Test
  void shouldHideSecretsOfJsonInsideALineOfJsonAndLeaveItJson() {
    String line = "{\"message\":\"sent {\\\"mac\\\":\\\"CANARYmac=\\\",\\\"ttl\\\":1}\"}";
    assertThat(Redaction.redact(line))
        .isEqualTo("{\"message\":\"sent {\\\"mac\\\":\\\"***\\\",\\\"ttl\\\":1}\"}");
  }

  @Test
  void shouldKeepTheNameOfTheKey() {
    assertThat(Redaction.redact("key abcdef.ghijkl:0123456789abcdef refused"))
        .isEqualTo("key abcdef.ghijkl:*** refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connected to 127.0.0.1:8080 in 12 ms",
        "room lobby: 12 stored, 3 masked",
        "listening on http://127.0.0.1:3000"
      })
  void shouldLeaveOtherTextAlone(String line) {
    assertThat(Redaction.redact(line)).isEqualTo(line);
  }
}
