package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.local.database.FreePort;
import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.mysql.MySQLContainer;

/** F3, F19 and F25 on a MySQL server of its own, which is killed and frozen. */
class DatabaseCrashTest extends FaultTest {
  private static MySQLContainer container;
  private static int port;

  @SuppressWarnings("NullAway.Init") // before all tests
  DatabaseCrashTest() {}

  @BeforeAll
  static void start_a_server_on_a_port_that_outlives_it() throws IOException {
    assumeTrue(Kind.MYSQL.whyUnavailable().isEmpty(), () -> Kind.MYSQL.whyUnavailable().orElse(""));
    port = FreePort.find();
    container = new MySQLContainer("mysql:8.0");
    container.withDatabaseName("test").withUsername("root").withPassword("test");
    container.setPortBindings(List.of("127.0.0.1:" + port + ":" + MySQLContainer.MYSQL_PORT));
    container.start();
  }

  @AfterAll
  static void stop_it() {
    if (container != null) {
      container.stop();
    }
  }

  @Test
  void f03_a_server_killed_under_load_leaves_nothing_lost_or_doubled() throws Exception {
    open(database(), PERSISTED).worker(2);
    Load load = load(200);
    for (int kill = 0; kill < 2; kill++) {
      load.awaitMore(100);
      container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
      container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
      TestStack.soon().until(DatabaseCrashTest::answers);
    }
    load.awaitMore(100);

    assertComplete();
    assertThat(gaps()).isZero();
  }

  @Test
  void f19_f25_a_server_that_hangs_delays_and_loses_nothing() throws Exception {
    open(database(), PERSISTED).worker(2);
    Load load = load(200);
    load.awaitMore(100);
    pause();
    try {
      load.awaitMore(2_400);
    } finally {
      container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
    }
    load.awaitMore(100);

    assertComplete();
    assertThat(gaps()).isZero();
  }

  /** Docker answers 500 where a busy machine can't stop all threads in time: ask again. */
  private static void pause() {
    TestStack.soon()
        .ignoreException(InternalServerErrorException.class)
        .until(() -> {
          container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
          return true;
        });
  }

  private static TestDatabase database() throws SQLException {
    String name = "crash_" + System.nanoTime();
    TestDatabase server = new TestDatabase(Kind.MYSQL, "127.0.0.1", port, "test", "root", "test");
    server.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
    return new TestDatabase(Kind.MYSQL, "127.0.0.1", port, name, "root", "test");
  }

  private static boolean answers() {
    try (Connection connection =
        new TestDatabase(Kind.MYSQL, "127.0.0.1", port, "test", "root", "test").connect()) {
      return connection.isValid(1);
    } catch (SQLException starting) {
      return false;
    }
  }
}
