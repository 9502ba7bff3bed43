package chatrelay.local.database;

import chatrelay.local.database.TestDatabase.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.mysql.MySQLContainer;

/**
 * One server of each kind per JVM, started on first use and stopped by a shutdown hook.
 *
 * <p>The embedded one lives under {@code target/} of the module under test: programs shared by all
 * runs until {@code mvn clean}, data per process and deleted at the end. Data and servers that a
 * killed test run left there are removed at the next start.
 */
final class SharedServers {
  private static final Logger LOG = LoggerFactory.getLogger(SharedServers.class);
  private static final Path ROOT = Path.of("target", "test-database").toAbsolutePath();
  private static final String DATA_PREFIX = "data-";

  /** Nothing that tests look at: durability and statistics cost half of a small test's time. */
  private static final List<String> MYSQL_OPTIONS =
      List.of(
          "mysqld",
          "--skip-log-bin",
          "--innodb-flush-log-at-trx-commit=0",
          "--performance-schema=OFF");

  private SharedServers() {}

  static TestDatabase of(Kind kind) {
    return switch (kind) {
      case MYSQL -> MySql.SERVER;
      case EMBEDDED -> Embedded.SERVER;
    };
  }

  private static final class MySql {
    private static final TestDatabase SERVER = start();

    private static TestDatabase start() {
      MySQLContainer container = new MySQLContainer("mysql:8.0");
      container.withDatabaseName("test").withUsername("root").withPassword("test");
      container.withCommand(MYSQL_OPTIONS.toArray(String[]::new));
      // Any free port, but of loopback only: Docker would open it to the network.
      container.setPortBindings(List.of("127.0.0.1::" + MySQLContainer.MYSQL_PORT));
      container.start();
      atExit("stop-mysql-container", container::stop);
      return new TestDatabase(
          Kind.MYSQL,
          container.getHost(),
          container.getMappedPort(MySQLContainer.MYSQL_PORT),
          "test",
          "root",
          "test");
    }
  }

  private static final class Embedded {
    private static final TestDatabase SERVER = start();

    private static TestDatabase start() {
      removeLeftovers();
      Path data = ROOT.resolve(DATA_PREFIX + ProcessHandle.current().pid());
      EmbeddedDatabase database = EmbeddedDatabase.start(ROOT.resolve("base"), data);
      atExit(
          "stop-embedded-database",
          () -> {
            database.close();
            delete(data);
          });
      return new TestDatabase(
          Kind.EMBEDDED,
          database.host(),
          database.port(),
          database.name(),
          database.username(),
          database.password());
    }
  }

  private static void atExit(String threadName, Runnable action) {
    Runtime.getRuntime().addShutdownHook(new Thread(action, threadName));
  }

  private static void removeLeftovers() {
    for (Path data : dataFolders()) {
      String owner = data.getFileName().toString().substring(DATA_PREFIX.length());
      if (owner.matches("\\d{1,10}") && ProcessHandle.of(Long.parseLong(owner)).isEmpty()) {
        removeLeftover(data);
      }
    }
  }

  /** Test JVMs that start together find the same leftovers; the later one leaves them alone. */
  private static void removeLeftover(Path data) {
    try {
      DataFolder.acquire(data).close(); // stops an orphan
      delete(data);
    } catch (EmbeddedDatabaseException | UncheckedIOException taken) {
      LOG.info("{} is left to another process: {}", data, taken.toString());
    }
  }

  private static List<Path> dataFolders() {
    if (!Files.isDirectory(ROOT)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(ROOT)) {
      return children
          .filter(path -> path.getFileName().toString().startsWith(DATA_PREFIX))
          .filter(Files::isDirectory)
          .toList();
    } catch (IOException failure) {
      throw new EmbeddedDatabaseException("Can't list " + ROOT, failure);
    }
  }

  private static void delete(Path data) {
    try {
      Folders.deleteTree(data);
      Files.deleteIfExists(Folders.sibling(data, ".lock"));
    } catch (IOException failure) {
      throw new EmbeddedDatabaseException("Can't delete " + data, failure);
    }
  }
}
