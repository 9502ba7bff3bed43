package chatrelay.schema.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.ConfigurationException.Problem;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Secret;
import chatrelay.runtime.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AblySettingsTest {
  @Test
  void shouldNeverPrintTheValueOfASecret() {
    Environment environment = Environment.of(Map.of("ABLY_API_KEY", "quite-wrong secretive value"));
    AblySettings.ofWorker(environment);

    ConfigurationException exception =
        catchThrowableOfType(ConfigurationException.class, environment::check);

    assertThat(exception).hasMessageContaining("ABLY_API_KEY").hasMessageContaining("***");
    assertThat(exception.getMessage()).doesNotContain("secretive");
    assertThat(environment.secret(Variable.ABLY_API_KEY).toString()).isEqualTo("***");
  }

  @Test
  void shouldRefuseAPlainConnectionBeyondThisMachine() {
    Environment environment =
        Environment.of(
            Map.of(
                "ABLY_API_KEY",
                "abcdef.ghijkl:0123456789",
                "ABLY_TLS",
                "false",
                "ABLY_ENDPOINT",
                "broker.example"));
    AblySettings.ofWorker(environment);

    assertThat(problemsOf(environment)).extracting(Problem::variable).containsExactly("ABLY_TLS");
  }

  @ParameterizedTest
  @CsvSource({
    "main.realtime.ably.net,true",
    "10.0.0.7,true",
    "::1,true",
    "https://main.realtime.ably.net,false",
    "main.realtime.ably.net:443,false",
    "main.realtime.ably.net/,false"
  })
  void shouldTakeABareHostForTheBrokers(String endpoint, boolean taken) {
    Environment environment =
        Environment.of(Map.of("ABLY_API_KEY", "app.key:0123456789", "ABLY_ENDPOINT", endpoint));
    AblySettings.ofWorker(environment);

    ConfigurationException refusal =
        catchThrowableOfType(ConfigurationException.class, environment::check);

    assertThat(refusal == null).isEqualTo(taken);
  }

  @Test
  void shouldTakeAPlainConnectionOnLoopback() {
    Environment environment =
        Environment.of(
            Map.of(
                "ABLY_API_KEY",
                "abcdef.ghijkl:0123456789",
                "ABLY_TLS",
                "false",
                "ABLY_ENDPOINT",
                "127.0.0.1",
                "ABLY_PORT",
                "8080"));

    AblySettings settings = AblySettings.ofWorker(environment);

    environment.check();
    assertThat(settings.keyName()).isEqualTo("abcdef.ghijkl");
    assertThat(settings.key()).isEqualTo(Secret.of("abcdef.ghijkl:0123456789"));
    assertThat(settings.describe()).isEqualTo("127.0.0.1:8080");
    assertThat(settings.toString()).doesNotContain("0123456789");
  }

  @Test
  void shouldSignWithTheWorkersKeyWhenThereIsNoOther() {
    Environment environment = Environment.of(Map.of("ABLY_API_KEY", "abcdef.ghijkl:0123456789"));

    assertThat(AblySettings.ofSigner(environment).keyName()).isEqualTo("abcdef.ghijkl");
    environment.check();
  }

  private static List<Problem> problemsOf(Environment environment) {
    return catchThrowableOfType(ConfigurationException.class, environment::check).problems();
  }
}
