package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseSettingsTest {
  private static Environment with(String... namesAndValues) {
    Map<String, String> values = new HashMap<>();
    values.put("DB_USERNAME", "worker");
    values.put("DB_PASSWORD", "correct horse");
    for (int at = 0; at < namesAndValues.length; at += 2) {
      values.put(namesAndValues[at], namesAndValues[at + 1]);
    }
    return Environment.of(values);
  }

  @ParameterizedTest
  @CsvSource({
    "db.example.org,jdbc:mysql://db.example.org:3306/chat_relay,VERIFY_IDENTITY",
    "127.0.0.1,jdbc:mysql://127.0.0.1:3306/chat_relay,PREFERRED",
    "localhost,jdbc:mysql://localhost:3306/chat_relay,PREFERRED",
    "::1,jdbc:mysql://[::1]:3306/chat_relay,PREFERRED",
  })
  void readsTheServersAddress(String host, String url, SslMode sslMode) {
    Environment environment = with("DB_HOST", host);
    DatabaseSettings settings = DatabaseSettings.from(environment);
    environment.check();
    assertThat(settings.jdbcUrl()).isEqualTo(url);
    assertThat(settings.sslMode()).isEqualTo(sslMode);
    assertThat(settings.poolSize()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"db.example.org:3307", "mysql://db.example.org", "db example", "u@host"})
  void refusesAHostThatIsMoreThanAHost(String host) {
    Environment environment = with("DB_HOST", host);
    DatabaseSettings.from(environment);
    assertThatThrownBy(environment::check)
        .hasMessageContaining("DB_HOST")
        .hasMessageContaining(host);
  }

  @Test
  void takesAWholeUrlInstead() {
    String url = "jdbc:aws-wrapper:mysql://cluster.example.org:3306/chat?wrapperPlugins=failover2";
    Environment environment = with("DB_JDBC_URL", url, "DB_SSL_MODE", "verify_ca");
    DatabaseSettings settings = DatabaseSettings.from(environment);
    environment.check();
    assertThat(settings.jdbcUrl()).isEqualTo(url);
    assertThat(settings.sslMode()).isEqualTo(SslMode.VERIFY_CA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://host/chat?user=a&password=b",
        "jdbc:mysql://user:secret@host/chat",
        "jdbc:postgresql://host/chat",
        "mysql://host/chat"
      })
  void refusesAUrlThatIsNoneOrHoldsAPassword(String url) {
    Environment environment = with("DB_JDBC_URL", url);
    DatabaseSettings.from(environment);
    assertThatThrownBy(environment::check)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("DB_JDBC_URL")
        .hasMessageNotContaining("secret");
  }

  @Test
  void reportsEverythingThatIsWrongAtOnce() {
    Environment environment =
        Environment.of(
            Map.of(
                "DB_PORT", "abc",
                "DB_POOL_SIZE", "-1",
                "DB_SSL_MODE", "maybe",
                "DB_TRUST_STORE", "/nowhere/authorities.p12"));
    DatabaseSettings.from(environment);
    assertThatThrownBy(environment::check)
        .hasMessageContaining("DB_HOST")
        .hasMessageContaining("DB_PORT")
        .hasMessageContaining("DB_POOL_SIZE")
        .hasMessageContaining("DB_SSL_MODE")
        .hasMessageContaining("DB_TRUST_STORE")
        .hasMessageContaining("DB_USERNAME")
        .hasMessageContaining("DB_PASSWORD");
  }

  @Test
  void refusesAnAddressGivenTwice() {
    Environment environment = with("DB_HOST", "a", "DB_JDBC_URL", "jdbc:mysql://b/chat");
    DatabaseSettings.from(environment);
    assertThatThrownBy(environment::check).hasMessageContaining("together with DB_HOST");
  }

  @Test
  void neverPrintsAPassword(@TempDir Path folder) throws Exception {
    Path store = Files.writeString(folder.resolve("authorities.p12"), "");
    Environment environment =
        with(
            "DB_HOST", "db.example.org",
            "DB_TRUST_STORE", store.toString(),
            "DB_TRUST_STORE_PASSWORD", "battery staple");
    DatabaseSettings settings = DatabaseSettings.from(environment);
    environment.check();
    assertThat(settings.toString()).doesNotContain("correct horse").doesNotContain("battery");
    assertThat(settings.driverProperties().getProperty("trustCertificateKeyStorePassword"))
        .isEqualTo("battery staple");
  }
}
