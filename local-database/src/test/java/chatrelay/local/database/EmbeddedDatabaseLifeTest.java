package chatrelay.local.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseLifeTest {
  private static final Path BASE = Path.of("target", "test-database", "base");

  @TempDir Path folder;

  @Test
  void keepsItsRowsOverARestart() throws SQLException {
    Path data = folder.resolve("data");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, data)) {
      execute(database, "create table note (text varchar(20))", "insert into note values ('kept')");
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, data)) {
      assertThat(query(database, "select text from note")).isEqualTo("kept");
    }
  }

  @Test
  void offersAnEmptyDatabaseInUtf8mb4() throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, folder.resolve("data"))) {
      assertThat(query(database, "select @@character_set_database")).isEqualTo("utf8mb4");
      assertThat(
              query(
                  database,
                  "select count(*) from information_schema.tables where table_schema='chat_relay'"))
          .isEqualTo("0");
      assertThat(query(database, "select @@bind_address")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void refusesAWrongPasswordAndTheServersOwnRoot() {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, folder.resolve("data"))) {
      for (String user : List.of("chat_relay", "root")) {
        assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), user, ""))
            .isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void recoversACommittedRowAfterAPowerCut() throws SQLException {
    Path data = folder.resolve("data");
    EmbeddedDatabase cut = EmbeddedDatabase.start(BASE, data);
    execute(cut, "create table note (text varchar(20))", "insert into note values ('durable')");
    cut.kill();
    cut.close();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, data, cut.port())) {
      assertThat(database.port()).isEqualTo(cut.port());
      assertThat(query(database, "select text from note")).isEqualTo("durable");
    }
  }

  @Test
  void stopsTheServerThatAKilledProcessLeftBehind() throws Exception {
    Path data = folder.resolve("data");
    Process other = otherProcess(data);
    await().atMost(Duration.ofSeconds(60)).until(() -> isReady(data));
    long orphan = Long.parseLong(Files.readString(data.resolve("server.pid")).strip());
    other.destroyForcibly().waitFor();
    assertThat(ProcessHandle.of(orphan)).isPresent();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, data)) {
      assertThat(ProcessHandle.of(orphan).map(ProcessHandle::isAlive).orElse(false)).isFalse();
      assertThat(query(database, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void doesNotTouchAProcessThatTheStalePidFileNamesByAccident() throws Exception {
    Path data = folder.resolve("data");
    EmbeddedDatabase.start(BASE, data).close();
    Process bystander = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(data.resolve("server.pid"), bystander.pid() + "\n");
      EmbeddedDatabase.start(BASE, data).close();
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void refusesADataFolderThatIsInUse() {
    Path data = folder.resolve("data");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, data)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(BASE, data))
          .isInstanceOf(EmbeddedDatabaseException.class)
          .hasMessageContaining("is used by another running process");
      assertThat(database.port()).isPositive();
    }
  }

  @Test
  void refusesAFolderThatHoldsSomethingElse() throws IOException {
    Path data = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(data.resolve("holiday.txt"), "sun");
    assertThatThrownBy(() -> EmbeddedDatabase.start(BASE, data))
        .isInstanceOf(EmbeddedDatabaseException.class)
        .hasMessageContaining("holds files but no database");
    assertThat(data.resolve("holiday.txt")).hasContent("sun");
  }

  @Test
  void namesTheFolderThatCanNotBeWritten() {
    // No user, not even root, may create files in /proc.
    assertThatThrownBy(() -> EmbeddedDatabase.start(BASE, Path.of("/proc/chat-relay/data")))
        .isInstanceOf(EmbeddedDatabaseException.class)
        .hasMessageContaining("/proc/chat-relay is not writable");
  }

  @Test
  void namesTheFixedPortThatIsTaken() {
    try (EmbeddedDatabase first = EmbeddedDatabase.start(BASE, folder.resolve("first"))) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(BASE, folder.resolve("second"), first.port()))
          .isInstanceOf(EmbeddedDatabaseException.class)
          .hasMessageContaining("port " + first.port());
    }
  }

  @Test
  void answersNothingWhileFrozenAndGoesOnAfterwards() throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, folder.resolve("data"))) {
      database.freeze();
      String impatient = database.jdbcUrl() + "&connectTimeout=300&socketTimeout=300";
      assertThatThrownBy(() ->
              DriverManager.getConnection(impatient, database.username(), database.password()))
          .isInstanceOf(SQLException.class);
      database.thaw();
      assertThat(query(database, "select 2")).isEqualTo("2");
    }
  }

  @Test
  void endsItsServerWhenClosedEvenFrozenAndOnlyOnce() throws IOException {
    Path data = folder.resolve("data");
    EmbeddedDatabase database = EmbeddedDatabase.start(BASE, data);
    ProcessHandle server =
        ProcessHandle.of(Long.parseLong(Files.readString(data.resolve("server.pid")).strip()))
            .orElseThrow();
    database.freeze();
    database.close();
    assertThat(server.isAlive()).isFalse();
    database.close();
    try (EmbeddedDatabase next = EmbeddedDatabase.start(BASE, data)) {
      assertThat(next.port()).isPositive();
    }
  }

  @Test
  void survivesTheInterruptThatATerminalSendsToTheWholeProcessGroup() throws Exception {
    Path data = folder.resolve("data");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(BASE, data)) {
      String pid = Files.readString(data.resolve("server.pid")).strip();
      assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
      assertThat(query(database, "select sleep(0.5)")).isEqualTo("0");
      assertThat(query(database, "select 3")).isEqualTo("3");
    }
  }

  private static Process otherProcess(Path data) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            AbandonedServerMain.class.getName(),
            BASE.toString(),
            data.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean isReady(Path data) throws IOException {
    Path log = data.resolve("server.log");
    return Files.exists(log) && Files.readString(log).contains("ready for connections");
  }

  private static void execute(EmbeddedDatabase database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String query(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(EmbeddedDatabase database) throws SQLException {
    return DriverManager.getConnection(
        database.jdbcUrl(), database.username(), database.password());
  }
}
