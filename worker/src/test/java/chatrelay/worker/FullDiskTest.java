package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.mysql.MySQLContainer;

/** F25: MySQL on its own volume, which is really full until space is freed. */
class FullDiskTest extends FaultTest {
  private static final String FILLER = "/var/lib/mysql/filler";

  /** Without a binary log a full volume shows as error 1114. */
  @Test
  void f25_a_full_volume_delays_and_loses_nothing() throws Exception {
    MySQLContainer server = start("--skip-log-bin");
    Worker worker = open(database(server), PERSISTED).worker(2);
    Load load = load(200);
    load.awaitMore(100);

    fill(server);
    TestStack.soon().until(() -> !worker.health().report().ready());
    load.awaitMore(400);
    makeRoom(server);
    load.awaitMore(50);

    assertComplete();
    assertThat(gaps()).isZero();
    TestStack.soon().until(() -> worker.health().report().ready());
  }

  /** With one, COMMIT hangs: the server looks for room once a minute and tells nobody. */
  @Test
  @Tag("endurance")
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void f25_commits_that_hang_on_a_full_volume_delay_and_lose_nothing() throws Exception {
    MySQLContainer server = start("--log-bin");
    open(database(server), PERSISTED).worker(2);
    Load load = load(200);
    load.awaitMore(100);

    fill(server);
    int stored = countOf("SELECT COUNT(*) FROM message");
    load.awaitMore(5_000);
    say("full for a while: %d of %d stored".formatted(stored, load.count()));
    makeRoom(server);
    long room = System.nanoTime();
    load.awaitMore(50);
    int sent = load.count();
    TestStack.soon()
        .atMost(seconds(150))
        .ignoreExceptions()
        .until(() -> countOf("SELECT COUNT(*) FROM message WHERE state = 'published'") >= sent);
    say("caught up %d ms after there was room".formatted(since(room).toMillis()));

    assertComplete();
    assertThat(gaps()).isZero();
  }

  private MySQLContainer start(String logging) {
    assumeTrue(Kind.MYSQL.whyUnavailable().isEmpty(), () -> Kind.MYSQL.whyUnavailable().orElse(""));
    MySQLContainer server = new MySQLContainer("mysql:8.0");
    server.withDatabaseName("test").withUsername("root").withPassword("test");
    server.withTmpFs(Map.of("/var/lib/mysql", "rw,size=320m"));
    server.withCommand(logging, "--innodb-redo-log-capacity=16777216");
    AutoCloseable stopping = server::stop;
    owned(stopping);
    server.start();
    return server;
  }

  private static TestDatabase database(MySQLContainer server) {
    int port = server.getMappedPort(MySQLContainer.MYSQL_PORT);
    return new TestDatabase(Kind.MYSQL, server.getHost(), port, "test", "root", "test");
  }

  private static void fill(MySQLContainer server) throws IOException, InterruptedException {
    var filling =
        server.execInContainer("dd", "if=/dev/zero", "of=" + FILLER, "bs=64K", "count=100000");
    assertThat(filling.getStderr()).contains("No space left on device");
  }

  private static void makeRoom(MySQLContainer server) throws IOException, InterruptedException {
    assertThat(server.execInContainer("rm", FILLER).getExitCode()).isZero();
  }
}
