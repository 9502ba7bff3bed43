package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs grants.sql and lets each user try what it must not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GrantsContract {
  private final Kind kind;
  private TestSchema schema;
  private final List<Database> opened = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // before all tests
  GrantsContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void grant() throws IOException {
    schema = TestSchema.create(kind);
    new Rooms(schema.database(), InstantSource.system()).create(RoomName.of("lobby"), "Lobby");
    runGrants(schema.raw());
  }

  private static void runGrants(TestDatabase raw) throws IOException {
    String file = Files.readString(Path.of("grants.sql")).replace("chat_relay.", raw.name() + ".");
    String sql = String.join("\n", file.lines().filter(line -> !line.startsWith("--")).toList());
    for (String statement : sql.split(";", -1)) {
      if (!statement.isBlank()) {
        raw.execute(statement);
      }
    }
  }

  @AfterAll
  void drop() {
    opened.forEach(Database::close);
    if (schema != null) {
      schema.close();
    }
  }

  private Database as(String user) {
    String password = "CHANGE-ME-" + user.substring("chat_".length()).toUpperCase(Locale.ROOT);
    Database database =
        Database.open(schema.database().settings().withUser(user, Secret.of(password)));
    opened.add(database);
    return database;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM message_original",
        "SELECT * FROM message",
        "SELECT * FROM rule_hit",
        "SELECT * FROM dead_letter",
        "UPDATE room SET title = 'x'",
        "DELETE FROM room",
        "CREATE TABLE t (id INT)"
      })
  void keepsTheWebUserFrom(String statement) {
    Database web = as("chat_web");
    assertRefused(web, statement);
  }

  @Test
  void letsTheWebUserReadRoomsAndHistory() {
    Database web = as("chat_web");
    assertThat(new Rooms(web, InstantSource.system()).active()).hasSize(1);
    assertThat(web.context().fetch("SELECT * FROM v_chat_history")).isEmpty();
    assertThat(web.context().fetch("SELECT * FROM v_moderation_daily")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE message",
        "ALTER TABLE message ADD COLUMN x INT",
        "CREATE TABLE t (id INT)",
        "TRUNCATE TABLE message",
        "CREATE USER intruder",
        "SET GLOBAL read_only = 1"
      })
  void keepsTheWorkerFrom(String statement) {
    assertRefused(as("chat_worker"), statement);
  }

  @Test
  void letsTheWorkerStore() {
    Database worker = as("chat_worker");
    Rooms rooms = new Rooms(worker, InstantSource.system());
    rooms.create(RoomName.of("made-by-worker"), "x");
    assertThat(worker.context().execute("DELETE FROM room WHERE name = 'made-by-worker'"))
        .isEqualTo(1);
    assertThat(worker.context().fetch("SELECT * FROM message_original")).isEmpty();
  }

  @Test
  void letsTheMigrateUserMakeTheWholeSchema() throws IOException {
    try (TestDatabase empty = TestDatabase.create(kind)) {
      runMigrateGrant(empty);
      DatabaseSettings settings =
          TestSchema.settings(empty).withUser("chat_migrate", Secret.of("CHANGE-ME-MIGRATE"));
      try (Database database = Database.open(settings)) {
        assertThat(database.migrate()).isEqualTo(TestSchema.migrations());
      }
    }
  }

  private static void runMigrateGrant(TestDatabase empty) throws IOException {
    String file =
        Files.readString(Path.of("grants.sql")).replace("chat_relay.", empty.name() + ".");
    for (String statement : file.split(";", -1)) {
      if (statement.contains("TO 'chat_migrate'")) {
        empty.execute(statement.strip());
      }
    }
  }

  private static void assertRefused(Database database, String statement) {
    assertThatThrownBy(() -> database.context().execute(statement))
        .isInstanceOf(DataAccessException.class)
        .satisfies(failure ->
            assertThat(SqlFailure.classify(failure)).isEqualTo(SqlFailure.CONFIGURATION));
  }
}
