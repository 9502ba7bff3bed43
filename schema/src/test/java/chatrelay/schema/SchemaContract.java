package chatrelay.schema;

import static chatrelay.schema.generated.Tables.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flywaydb.core.Flyway;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the migrations must have made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SchemaContract {
  private static final String OURS = " WHERE table_schema = DATABASE() AND table_name ";

  private final Kind kind;
  private TestSchema schema;

  @SuppressWarnings("NullAway.Init") // before all tests
  SchemaContract(Kind kind) {
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

  @Test
  void migratesOnceOnly() {
    assertThat(schema.database().migrate()).isZero();
  }

  @Test
  @Timeout(120)
  void waitsForAChangeThatTakesLongerThanAnAnswerMayElsewhere() throws Exception {
    try (TestDatabase old = TestDatabase.create(kind);
        Connection reader = old.connect();
        Statement statement = reader.createStatement();
        Database database = Database.open(impatient(old))) {
      migrateToTheSecond(old);
      statement.execute("START TRANSACTION");
      statement.execute("SELECT 1 FROM message");
      FutureTask<Integer> migration = new FutureTask<>(database::migrate);
      Thread.ofVirtual().start(migration);
      assertThatThrownBy(() -> migration.get(4, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);

      statement.execute("COMMIT");

      assertThat(migration.get(30, TimeUnit.SECONDS)).isEqualTo(TestSchema.migrations() - 2);
    }
  }

  private static DatabaseSettings impatient(TestDatabase old) {
    Duration shortly = Duration.ofSeconds(2);
    return TestSchema.settings(old)
        .withTimeouts(new DatabaseSettings.Timeouts(shortly, shortly, shortly, shortly));
  }

  private static void migrateToTheSecond(TestDatabase database) {
    var _ =
        Flyway.configure()
            .dataSource(database.jdbcUrl(), database.username(), database.password())
            .locations("classpath:db/migration")
            .target("2")
            .load()
            .migrate();
  }

  @Test
  void explainsEveryColumnOfEveryTable() throws SQLException {
    assertThat(
            schema.rows(
                "SELECT table_name, column_name FROM information_schema.columns"
                    + OURS
                    + "NOT LIKE 'flyway%' AND table_name NOT LIKE 'v\\_%' AND column_comment = ''"))
        .isEmpty();
  }

  @Test
  void declaresItsCollationsWhateverTheServersDefault() throws SQLException {
    assertThat(
            schema.rows(
                "SELECT DISTINCT collation_name FROM information_schema.columns"
                    + OURS
                    + "NOT LIKE 'flyway%' AND table_name NOT LIKE 'v\\_%'"
                    + " AND collation_name IS NOT NULL ORDER BY 1"))
        .allMatch(name ->
            name.equals("ascii_bin")
                || name.equals("utf8mb4_bin")
                || name.contains("0900_ai_ci")
                || name.contains("uca1400_nopad_ai_ci"));
  }

  @Test
  void startsWithSixteenFreeLeasesAndNoRoom() throws SQLException {
    assertThat(
            schema.rows(
                "SELECT COUNT(*), MIN(shard), MAX(shard), MAX(epoch), COUNT(owner),"
                    + " SUM(until_at < NOW(3)) FROM worker_lease"))
        .containsExactly("16 | 0 | 15 | 0 | 0 | 16");
    assertThat(schema.rows("SELECT COUNT(*) FROM room WHERE name NOT LIKE 'made-%'"))
        .containsExactly("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-03-08T02:30:00.123Z", "2026-11-01T01:30:00Z", "1970-01-01T00:00:00Z"})
  void keepsAnInstantWhateverTheZoneOfTheJvm(String text) throws SQLException {
    Instant instant = Instant.parse(text);
    String name = "made-" + instant.toEpochMilli();
    TimeZone zone = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    try (Database database = Database.open(schema.database().settings())) {
      insertRoom(database, name, instant.plusNanos(999_999));
      assertThat(
              database
                  .context()
                  .select(ROOM.CREATED_AT)
                  .from(ROOM)
                  .where(ROOM.NAME.eq(name), ROOM.CREATED_AT.eq(instant))
                  .fetchOne(ROOM.CREATED_AT))
          .isEqualTo(instant);
    } finally {
      TimeZone.setDefault(zone);
    }
    assertThat(schema.rows("SELECT created_at FROM room WHERE name = '" + name + "'"))
        .containsExactly(text.replace('T', ' ').replace("Z", ""));
  }

  @Test
  void refusesTheImpossible() {
    insertRoom(schema.database(), "made-impossible", Instant.EPOCH);
    List<String> impossible =
        List.of(
            "'pending', 'accepted', NULL", // published needs a seq
            "'rejected', 'rejected', 7", // a rejected message has none
            "'lost', 'accepted', 7",
            "'published', 'maybe', 7",
            "'published', 'accepted', 0");
    for (String values : impossible) {
      assertThatThrownBy(() -> schema.database().context().execute(insertMessage(values)))
          .as(values)
          .isInstanceOf(DataAccessException.class)
          .satisfies(
              failure -> assertThat(SqlFailure.classify(failure)).isEqualTo(SqlFailure.POISON));
    }
  }

  private static String insertMessage(String stateVerdictSeq) {
    return "INSERT INTO message (room_id, dedupe_key, inbound_id, shape, sent_at, received_at,"
        + " stored_at, state, verdict, seq) SELECT id, REPEAT('k', 32), 'id', 'string',"
        + " NOW(3), NOW(3), NOW(3), "
        + stateVerdictSeq
        + " FROM room WHERE name = 'made-impossible'";
  }

  private static void insertRoom(Database database, String name, Instant createdAt) {
    database
        .context()
        .insertInto(ROOM)
        .set(ROOM.NAME, name)
        .set(ROOM.TITLE, name)
        .set(ROOM.SHARD, 0)
        .set(ROOM.CREATED_AT, createdAt)
        .execute();
  }
}
