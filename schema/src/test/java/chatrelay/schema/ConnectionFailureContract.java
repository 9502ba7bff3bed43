package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each reason for having no connection, provoked on the real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class ConnectionFailureContract {
  private final Kind kind;
  private TestSchema schema;

  @SuppressWarnings("NullAway.Init") // before all tests
  ConnectionFailureContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void migrate() {
    schema = TestSchema.create(kind);
  }

  @AfterAll
  void drop() {
    if (schema != null) {
      schema.close();
    }
  }

  final TestSchema schema() {
    return schema;
  }

  @Test
  void takesASoundServer() {
    assertThat(ConnectionFailure.probe(schema.database().settings())).isEmpty();
  }

  @Test
  void tellsAPortWithoutServer() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertFailure(at(port), ConnectionFailure.Kind.UNREACHABLE, "nothing takes", ":" + port);
  }

  @Test
  void tellsANameWithoutAddress() {
    DatabaseSettings nowhere =
        DatabaseSettings.local("no-such-host.invalid", 3306, "x", "user", Secret.of("secret-word"));
    assertFailure(
        nowhere, ConnectionFailure.Kind.UNREACHABLE, "no-such-host.invalid:3306", "DB_HOST");
  }

  @Test
  void tellsAServerThatSaysNothing() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertFailure(
          at(silent.getLocalPort()), ConnectionFailure.Kind.UNREACHABLE, "does not answer");
    }
  }

  @Test
  void tellsAServerThatIsNoDatabase() throws IOException {
    try (Answering web = new Answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertFailure(
          at(web.port()), ConnectionFailure.Kind.NO_DATABASE_SERVER, "no MySQL server", "DB_PORT");
      try (Database database = Database.open(at(web.port()))) {
        assertThat(SqlFailure.classify(failureOf(database)))
            .as("no message is at fault")
            .isEqualTo(SqlFailure.CONFIGURATION);
      }
    }
  }

  @Test
  void tellsAServerThatHangsUp() throws IOException {
    try (Answering proxy = new Answering("")) {
      assertFailure(at(proxy.port()), ConnectionFailure.Kind.UNREACHABLE, "closes connections");
    }
  }

  @Test
  void tellsAWrongPassword() {
    DatabaseSettings known = schema.settingsOf("known_user", "SELECT ON $.*");
    assertFailure(
        known.withUser("known_user", Secret.of("wrong-secret-word")),
        ConnectionFailure.Kind.WRONG_PASSWORD,
        "known_user",
        "DB_PASSWORD");
  }

  @Test
  void tellsAnUnknownDatabase() {
    DatabaseSettings own = schema.database().settings();
    assertFailure(
        DatabaseSettings.local(
            schema.raw().host(), schema.raw().port(), "nowhere", own.username(), own.password()),
        ConnectionFailure.Kind.UNKNOWN_DATABASE,
        "no database nowhere",
        "CREATE DATABASE nowhere");
  }

  @Test
  void tellsAUserWithoutTheDatabase() {
    schema.settingsOf("stranger");
    assertFailure(
        schema.database().settings().withUser("stranger", Secret.of("pass-stranger")),
        ConnectionFailure.Kind.MISSING_RIGHTS,
        "stranger may not use database " + schema.raw().name(),
        "schema/grants.sql");
  }

  @Test
  void tellsAMigrationWithoutTheRights() {
    DatabaseSettings poor = schema.settingsOf("reading", "SELECT ON $.*");
    schema.raw().execute("CREATE TABLE keep AS SELECT * FROM flyway_schema_history");
    schema.raw().execute("DELETE FROM flyway_schema_history WHERE version > 1");
    try (Database database = Database.open(poor)) {
      Throwable refused = catchThrowable(database::migrate);
      assertThat(ConnectionFailure.of(refused, poor))
          .hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.MISSING_RIGHTS);
            assertThat(failure.message()).contains("reading", "migrate user");
          });
    } finally {
      schema.raw().execute("DROP TABLE flyway_schema_history");
      schema.raw().execute("RENAME TABLE keep TO flyway_schema_history");
    }
  }

  @Test
  void tellsALockedAccount() {
    DatabaseSettings locked = schema.settingsOf("locked_user", "SELECT ON $.*");
    schema.raw().execute("ALTER USER 'locked_user'@'%' ACCOUNT LOCK");
    assertFailure(
        locked, ConnectionFailure.Kind.ACCOUNT_CLOSED, "account is locked", "ACCOUNT UNLOCK");
  }

  @Test
  void tellsAnExpiredPassword() {
    DatabaseSettings expired = schema.settingsOf("old_user", "SELECT ON $.*");
    schema.raw().execute("ALTER USER 'old_user'@'%' PASSWORD EXPIRE");
    assertFailure(expired, ConnectionFailure.Kind.ACCOUNT_CLOSED, "password has expired");
  }

  @Test
  void tellsAnAccountThatHasAllItsConnections() {
    DatabaseSettings one = schema.settingsOf("single", "SELECT ON $.*");
    schema.raw().execute("ALTER USER 'single'@'%' WITH MAX_CONNECTIONS_PER_HOUR 1");
    assertThat(ConnectionFailure.probe(one)).isEmpty();
    assertFailure(one, ConnectionFailure.Kind.OVERLOADED, "max_connections");
  }

  @Test
  void tellsATrustStoreThatCanNotBeOpened(@TempDir Path folder) throws IOException {
    Path store = Files.writeString(folder.resolve("trust.p12"), "no key store");
    DatabaseSettings own = encrypted(SslMode.VERIFY_CA);
    DatabaseSettings wrong =
        new DatabaseSettings(
            own.jdbcUrl(),
            own.username(),
            own.password(),
            own.sslMode(),
            new DatabaseSettings.TrustStore(store, Secret.of("secret-word")),
            1,
            own.timeouts());
    assertThat(ConnectionFailure.probe(wrong))
        .hasValueSatisfying(
            failure -> assertThat(failure.kind()).isEqualTo(ConnectionFailure.Kind.TLS));
  }

  @Test
  void leavesAStatementThatFailsToItsOwnClassifier() {
    Throwable failure =
        catchThrowable(() -> schema.database().context().fetch("SELECT * FROM missing_table"));
    assertThat(ConnectionFailure.of(failure, schema.database().settings())).isEmpty();
  }

  final DatabaseSettings encrypted(SslMode mode) {
    DatabaseSettings own = schema.database().settings();
    return new DatabaseSettings(
        own.jdbcUrl(), own.username(), own.password(), mode, null, 1, own.timeouts());
  }

  /** Beside the pool and through it; never with a secret. */
  final void assertFailure(
      DatabaseSettings settings, ConnectionFailure.Kind expected, String... words) {
    assertThat(ConnectionFailure.probe(settings))
        .hasValueSatisfying(failure -> {
          assertThat(failure.kind()).as(failure.message()).isEqualTo(expected);
          assertThat(failure.message())
              .contains(words)
              .doesNotContain("secret-word", settings.password().reveal());
        });
    try (Database database = Database.open(settings.withPoolSize(1))) {
      Throwable failure = failureOf(database);
      assertThat(ConnectionFailure.of(failure, settings).map(ConnectionFailure::kind))
          .contains(expected);
      assertThat(SqlFailure.classify(failure))
          .isIn(
              expected.isConfiguration()
                  ? new SqlFailure[] {SqlFailure.CONFIGURATION}
                  : new SqlFailure[] {SqlFailure.RETRY, SqlFailure.READ_ONLY});
    }
  }

  private static Throwable failureOf(Database database) {
    return catchThrowable(() -> database.context().fetch("SELECT 1"));
  }

  private static DatabaseSettings at(int port) {
    return DatabaseSettings.local("127.0.0.1", port, "x", "user", Secret.of("secret-word"))
        .withTimeouts(
            new DatabaseSettings.Timeouts(
                Duration.ofMillis(300),
                Duration.ofMillis(300),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)));
  }

  /** Greets every connection with some bytes and ends it. */
  private static final class Answering implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final Thread thread;

    Answering(String greeting) throws IOException {
      thread = Thread.ofVirtual().name("greeting").start(() -> answer(greeting));
    }

    int port() {
      return socket.getLocalPort();
    }

    private void answer(String greeting) {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept();
            OutputStream out = client.getOutputStream()) {
          out.write(greeting.getBytes(StandardCharsets.UTF_8));
          out.flush();
          client.shutdownOutput();
          client.setSoTimeout(500);
          client.getInputStream().readAllBytes();
        } catch (IOException gone) {
          // the client or the test ended it
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
      thread.interrupt();
    }
  }
}
