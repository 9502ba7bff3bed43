package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import org.junit.jupiter.api.Test;

class MySqlGrantsTest extends GrantsContract {
  MySqlGrantsTest() {
    super(Kind.MYSQL);
  }

  /** Not on the embedded server, which has no certificate. */
  @Test
  void refusesAConnectionWithoutTlsWhereTheUserRequiresIt() {
    DatabaseSettings settings = schema().settingsOf("tls_only", "SELECT ON $.room");
    schema().raw().execute("ALTER USER 'tls_only'@'%' REQUIRE SSL");
    try (Database encrypted = Database.open(settings.withSslMode(SslMode.REQUIRED));
        Database plain = Database.open(settings.withSslMode(SslMode.DISABLED))) {
      assertThat(encrypted.context().fetch("SELECT * FROM room")).isNotEmpty();
      assertRefused(plain, "SELECT * FROM room");
    } finally {
      schema().raw().execute("DROP USER 'tls_only'@'%'");
    }
  }
}
