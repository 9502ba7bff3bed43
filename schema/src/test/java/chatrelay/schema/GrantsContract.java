package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs users.sql and grants.sql and lets each user try what it must not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GrantsContract {
  private final Kind kind;
  private TestSchema schema;
  private final Map<String, Database> opened = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // before all tests
  GrantsContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void grant() {
    schema = TestSchema.create(kind);
    new Rooms(schema.database(), InstantSource.system()).create(RoomName.of("lobby"), "Lobby");
    LeastRights.grant(schema.raw());
  }

  final TestSchema schema() {
    return schema;
  }

  @AfterAll
  void drop() {
    opened.values().forEach(Database::close);
    if (schema != null) {
      schema.close();
    }
  }

  private Database as(String user) {
    return opened.computeIfAbsent(
        user,
        name ->
            Database.open(
                schema
                    .database()
                    .settings()
                    .withUser(name, Secret.of(LeastRights.password(name)))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM message_original",
        "SELECT * FROM message",
        "SELECT * FROM rule_hit",
        "SELECT * FROM dead_letter",
        "SELECT * FROM v_moderation_daily",
        "UPDATE room SET title = 'x'",
        "DELETE FROM room",
        "CREATE TABLE t (id INT)"
      })
  void keepsTheWebUserFrom(String statement) {
    assertRefused(as("chat_web"), statement);
  }

  @Test
  void letsTheWebUserReadRoomsAndHistory() {
    Database web = as("chat_web");
    assertThat(new Rooms(web, InstantSource.system()).active()).hasSize(1);
    assertThat(web.context().fetch("SELECT * FROM v_chat_history")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM message",
        "DELETE FROM message_original",
        "DELETE FROM gap",
        "DELETE FROM room",
        "DELETE FROM flyway_schema_history",
        "UPDATE flyway_schema_history SET success = 0",
        "UPDATE message_original SET data = ''",
        "UPDATE word_list_version SET fingerprint = ''",
        "UPDATE word_list_activation SET activated_by = ''",
        "INSERT INTO worker_lease (shard) VALUES (0)",
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
  void letsTheWorkerCreateRooms() {
    Rooms rooms = new Rooms(as("chat_worker"), InstantSource.system());
    rooms.create(RoomName.of("made-by-worker"), "x");
    assertThat(rooms.archive(RoomName.of("made-by-worker"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM message_original",
        "SELECT matched FROM rule_hit",
        "SELECT * FROM rule_hit",
        "UPDATE room SET title = 'x'",
        "DELETE FROM message"
      })
  void keepsTheAnalystFrom(String statement) {
    assertRefused(as("chat_analyst"), statement);
  }

  @Test
  void letsTheMigrateUserMakeTheWholeSchema() {
    try (TestDatabase empty = TestDatabase.create(kind)) {
      LeastRights.createUsers(empty);
      DatabaseSettings settings =
          TestSchema.settings(empty)
              .withUser("chat_migrate", Secret.of(LeastRights.password("chat_migrate")));
      try (Database database = Database.open(settings)) {
        assertThat(database.migrate()).isEqualTo(TestSchema.migrations());
      }
      LeastRights.grant(empty);
      LeastRights.grant(empty); // changes nothing
    }
  }

  @Test
  void keepsTheMigrateUserFromADatabaseWhoseNameOnlyLooksAlike() {
    try (TestDatabase own = TestDatabase.create(kind)) {
      LeastRights.createUsers(own);
      String alike = own.name().replace('_', 'x');
      schema.raw().execute("CREATE DATABASE " + alike);
      try {
        DatabaseSettings settings =
            TestSchema.settings(own)
                .withUser("chat_migrate", Secret.of(LeastRights.password("chat_migrate")));
        try (Database database = Database.open(settings)) {
          assertRefused(database, "CREATE TABLE " + alike + ".t (id INT)");
        }
      } finally {
        schema.raw().execute("DROP DATABASE " + alike);
      }
    }
  }

  static void assertRefused(Database database, String statement) {
    assertThatThrownBy(() -> database.context().execute(statement))
        .isInstanceOf(DataAccessException.class)
        .satisfies(failure ->
            assertThat(SqlFailure.classify(failure)).isEqualTo(SqlFailure.CONFIGURATION));
  }
}
