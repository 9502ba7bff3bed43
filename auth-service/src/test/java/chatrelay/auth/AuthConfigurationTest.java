package chatrelay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.Environment;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthConfigurationTest {
  private static final Map<String, String> LEAST =
      Map.of(
          "ABLY_API_KEY", "app.key:secret",
          "DB_HOST", "127.0.0.1",
          "DB_USERNAME", "chat",
          "DB_PASSWORD", "hidden-word");

  private static AuthConfiguration with(Map<String, String> changes) {
    Map<String, String> all = new HashMap<>(LEAST);
    all.putAll(changes);
    return AuthConfiguration.from(Environment.of(all));
  }

  @Test
  void shouldHaveDefaults() {
    AuthConfiguration configuration = with(Map.of());

    assertThat(configuration.host()).isEqualTo("127.0.0.1");
    assertThat(configuration.port()).isEqualTo(3000);
    assertThat(configuration.adminPort()).isEqualTo(9465);
    assertThat(configuration.tokenTtl()).isEqualTo(Duration.ofMinutes(30));
    assertThat(configuration.sessionTtl()).isEqualTo(Duration.ofDays(30));
    assertThat(configuration.allowedOrigins()).isEmpty();
    assertThat(configuration.trustedProxies()).isEmpty();
    assertThat(configuration.rateLimit()).isEqualTo(60);
    assertThat(configuration.signer().keyName()).isEqualTo("app.key");
    assertThat(configuration.sessionLife()).isEqualTo(Duration.ofDays(90));
    assertThat(configuration.sockets()).isEqualTo(500);
    assertThat(configuration.socketsOfAddress()).isEqualTo(64);
    assertThat(configuration.sessionSecrets()).hasSize(1);
    assertThat(configuration.sessionSecrets().getFirst().reveal()).hasSizeGreaterThanOrEqualTo(32);
    assertThat(configuration.sessionSecrets()).isNotEqualTo(with(Map.of()).sessionSecrets());
  }

  @Test
  void shouldPreferTheSignersOwnKey() {
    assertThat(with(Map.of("ABLY_SIGNER_KEY", "app.signer:x1")).signer().keyName())
        .isEqualTo("app.signer");
  }

  @Test
  void shouldTellAllProblemsAtOnceAndNoSecret() {
    ConfigurationException wrong =
        catchThrowableOfType(
            ConfigurationException.class,
            () ->
                with(
                    Map.of(
                        "PORT", "abc",
                        "ABLY_SIGNER_KEY", "app.signer:a b \"quoted\"",
                        "AUTH_TOKEN_TTL", "25h",
                        "AUTH_SESSION_SECRET", "too short",
                        "AUTH_ALLOWED_ORIGINS", "https://good.example, *",
                        "AUTH_TRUSTED_PROXIES", "10.0.0.0/8, proxy.example",
                        "AUTH_RATE_LIMIT", "0",
                        "OUTBOUND_CHANNEL", "chat-in:{room}")));

    assertThat(wrong.problems())
        .extracting(ConfigurationException.Problem::variable)
        .contains(
            "PORT",
            "ABLY_SIGNER_KEY",
            "AUTH_TOKEN_TTL",
            "AUTH_SESSION_SECRET",
            "AUTH_ALLOWED_ORIGINS",
            "AUTH_TRUSTED_PROXIES",
            "AUTH_RATE_LIMIT",
            "INBOUND_CHANNEL");
    assertThat(wrong.getMessage()).doesNotContain("too short", "quoted", "hidden-word");
  }

  @Test
  void shouldRefuseOriginsThatAreNone() {
    for (String origin :
        new String[] {
          "*",
          "null",
          "chat.example",
          "https://a.example/path",
          "ftp://a.example",
          "https://user@a.example",
          "https://a.example?x"
        }) {
      ConfigurationException wrong =
          catchThrowableOfType(
              ConfigurationException.class, () -> with(Map.of("AUTH_ALLOWED_ORIGINS", origin)));
      assertThat(wrong).as(origin).isNotNull();
    }
    assertThat(with(Map.of("AUTH_ALLOWED_ORIGINS", "HTTPS://A.example:443")).allowedOrigins())
        .containsExactly("https://a.example");
  }

  @Test
  void shouldNotPrintSecrets() {
    assertThat(with(Map.of("AUTH_SESSION_SECRET", "s".repeat(40))).toString())
        .doesNotContain("ssss", "hidden-word", "secret=secret");
  }
}
