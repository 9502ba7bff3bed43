package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import org.junit.jupiter.api.Test;

final class MySqlConnectionFailureTest extends ConnectionFailureContract {
  MySqlConnectionFailureTest() {
    super(Kind.MYSQL);
  }

  @Test
  void tellsALoginThatNeedsEncryption() {
    DatabaseSettings modern = schema().settingsOf("modern_user", "SELECT ON $.*");
    DatabaseSettings plain =
        new DatabaseSettings(
            modern.jdbcUrl(),
            modern.username(),
            modern.password(),
            SslMode.DISABLED,
            null,
            1,
            modern.timeouts());
    assertFailure(
        plain,
        ConnectionFailure.Kind.AUTHENTICATION_PLUGIN,
        "modern_user",
        "caching_sha2_password",
        "DB_SSL_MODE DISABLED",
        "DB_SSL_MODE=REQUIRED");
    assertThat(ConnectionFailure.probe(modern)).isEmpty();
  }

  @Test
  void tellsACertificateThatNobodyVouchesFor() {
    assertFailure(
        encrypted(SslMode.VERIFY_IDENTITY),
        ConnectionFailure.Kind.TLS,
        "certificate",
        "DB_TRUST_STORE");
  }

  @Test
  void tellsAServerThatInsistsOnEncryption() {
    DatabaseSettings old = schema().settingsOf("plain_user", "SELECT ON $.*");
    schema()
        .raw()
        .execute(
            "ALTER USER 'plain_user'@'%' IDENTIFIED WITH mysql_native_password BY"
                + " 'pass-plain_user'");
    DatabaseSettings plain =
        new DatabaseSettings(
            old.jdbcUrl(),
            old.username(),
            old.password(),
            SslMode.DISABLED,
            null,
            1,
            old.timeouts());
    schema().raw().execute("SET GLOBAL require_secure_transport = ON");
    try {
      assertFailure(plain, ConnectionFailure.Kind.TLS, "encrypted connections only", "REQUIRED");
    } finally {
      schema().raw().execute("SET GLOBAL require_secure_transport = OFF");
    }
  }
}
