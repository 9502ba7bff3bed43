package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.runtime.Secret;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of the catalogue that need a server of their own, and the shapes that carry them. */
class ConnectionFailureTest {
  private static final DatabaseSettings SETTINGS =
      DatabaseSettings.local("db.example", 3307, "chat", "worker", Secret.of("secret-word"));

  @ParameterizedTest
  @CsvSource({
    "1045,WRONG_PASSWORD",
    "1698,WRONG_PASSWORD",
    "1044,MISSING_RIGHTS",
    "1142,MISSING_RIGHTS",
    "1227,MISSING_RIGHTS",
    "1049,UNKNOWN_DATABASE",
    "1130,ACCOUNT_CLOSED",
    "1129,ACCOUNT_CLOSED",
    "3955,ACCOUNT_CLOSED",
    "1251,AUTHENTICATION_PLUGIN",
    "1524,AUTHENTICATION_PLUGIN",
    "1290,READ_ONLY",
    "1040,OVERLOADED",
    "3032,OVERLOADED",
    "1193,OTHER"
  })
  void explainsByCode(int code, ConnectionFailure.Kind expected) {
    SQLException refused = new NotConnectedException(new SQLException("text", "HY000", code));

    ConnectionFailure failure =
        ConnectionFailure.of(new IllegalStateException(refused), SETTINGS).orElseThrow();

    assertThat(failure.kind()).isEqualTo(expected);
    assertThat(failure.message())
        .contains("db.example:3307", String.valueOf(code), "Fix: ")
        .doesNotContain("secret-word", "text");
    assertThat(SqlFailure.classify(refused).isRetryable())
        .isEqualTo(!expected.isConfiguration() && code != 1193);
  }

  @Test
  void explainsAPoolWithoutFreeConnection() {
    SQLException exhausted = new SQLTransientConnectionException("none");
    assertThat(ConnectionFailure.of(exhausted, SETTINGS).orElseThrow().message())
        .contains("no free connection to db.example:3307", "DB_POOL_SIZE");
  }

  @Test
  void namesTheServerOfAnyUrl() {
    assertThat(url("jdbc:mysql://[::1]:3306/chat?a=b").server()).isEqualTo("[::1]:3306");
    assertThat(url("jdbc:aws-wrapper:mysql://a:1,b:2?x=/y").server()).isEqualTo("a:1,b:2");
    assertThat(url("jdbc:aws-wrapper:mysql://a:1,b:2?x=/y").databaseName()).isEmpty();
    assertThat(url("jdbc:mysql://h/chat?sslMode=DISABLED&x=1").databaseName()).isEqualTo("chat");
    assertThat(url("jdbc:mysql://h/chat?sslMode=DISABLED&x=1").sslModeInForce())
        .isEqualTo(SslMode.DISABLED);
  }

  private static DatabaseSettings url(String url) {
    return new DatabaseSettings(
        url, "user", Secret.of("x"), SslMode.PREFERRED, null, 1, DatabaseSettings.Timeouts.DEFAULT);
  }
}
