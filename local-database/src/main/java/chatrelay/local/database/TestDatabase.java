package chatrelay.local.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An empty schema for one test on a server shared by all tests of this JVM, dropped on {@link
 * #close()}.
 *
 * <p>A contract suite is an abstract class that asks its subclass for a {@link Kind}; it calls
 * {@code assumeThat(kind.whyUnavailable()).isEmpty()} before {@link #create}. Thread-safe.
 */
public record TestDatabase(
    Kind kind, String host, int port, String name, String username, String password)
    implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The two servers every store must pass on. */
  public enum Kind {
    /** MySQL 8.0 in a container; needs Docker. */
    MYSQL,
    /** The embedded MariaDB; always available. */
    EMBEDDED;

    /** Empty when a test can run here, else one sentence that names what is missing. */
    public Optional<String> whyUnavailable() {
      return this == EMBEDDED || dockerAnswers()
          ? Optional.empty()
          : Optional.of("Docker does not answer: tests on MySQL 8.0 need it.");
    }
  }

  /** Whether a Docker daemon answers on its local socket; decided within a second, once per JVM. */
  public static boolean dockerAnswers() {
    return Docker.ANSWERS;
  }

  /**
   * Creates an empty utf8mb4 schema; starts the server of that kind at the first call. The user has
   * all privileges on the whole server. The servers end with the JVM.
   */
  public static TestDatabase create(Kind kind) {
    TestDatabase server = SharedServers.of(kind);
    String name = "test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    server.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci");
    return new TestDatabase(
        kind, server.host(), server.port(), name, server.username(), server.password());
  }

  /** A URL for the MySQL driver, without user and password; TLS when the server offers it. */
  public String jdbcUrl() {
    return "jdbc:mysql://" + host + ":" + port + "/" + name + "?sslMode=PREFERRED";
  }

  /** A new connection in autocommit mode, with every privilege. The caller closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl(), username, password);
  }

  /** Runs one statement on a connection of its own. */
  public void execute(String sql) {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException("failed: " + sql, failure);
    }
  }

  /** Drops the schema. */
  @Override
  public void close() {
    execute("DROP DATABASE IF EXISTS " + name);
  }

  /** Never prints the password. */
  @Override
  public String toString() {
    return kind + " " + host + ":" + port + "/" + name;
  }

  private static final class Docker {
    private static final boolean ANSWERS = DockerProbe.answers();
  }
}
