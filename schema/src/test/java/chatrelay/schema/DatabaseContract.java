package chatrelay.schema;

import static chatrelay.schema.generated.Tables.ROOM;
import static chatrelay.schema.generated.Tables.WORKER_MEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the pool promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseContract {
  private final Kind kind;
  private TestSchema schema;

  @SuppressWarnings("NullAway.Init") // before all tests
  DatabaseContract(Kind kind) {
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
  void commitsASingleStatementByItself() throws SQLException {
    addMember(schema.database().context(), "single");
    assertThat(members("single")).containsExactly("single");
  }

  @Test
  void commitsATransactionAsAWhole() throws SQLException {
    int inserted =
        schema
            .database()
            .transaction(context -> {
              addMember(context, "whole-1");
              addMember(context, "whole-2");
              assertThat(members("whole-%")).isEmpty();
              return 2;
            });
    assertThat(inserted).isEqualTo(2);
    assertThat(members("whole-%")).hasSize(2);
  }

  @Test
  void rollsBackWhenTheWorkThrows() throws SQLException {
    assertThatThrownBy(() ->
            schema
                .database()
                .transaction(context -> {
                  addMember(context, "half");
                  throw new IllegalStateException("in the middle");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(members("half")).isEmpty();
    addMember(schema.database().context(), "after-half");
    assertThat(members("half")).isEmpty();
  }

  @Test
  void tellsANewRowFromOneThatIsThere() {
    DSLContext upserts = schema.database().upserts();
    assertThat(upsert(upserts, "told", 1)).isEqualTo(1);
    assertThat(upsert(upserts, "told", 1)).isZero();
  }

  @Test
  void upsertsWithinATransactionOnItsConnection() throws SQLException {
    assertThatThrownBy(() ->
            schema
                .database()
                .transaction(context -> {
                  upsert(Database.upserts(context), "undone", 1);
                  throw new IllegalStateException("undo");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(members("undone")).isEmpty();
  }

  @Test
  void setsUpEverySession() {
    String session =
        schema
            .database()
            .context()
            .fetchSingle(
                "SELECT CONCAT_WS(' ', @@transaction_isolation, @@innodb_lock_wait_timeout,"
                    + " @@time_zone, @@character_set_client, @@autocommit + 0,"
                    + " @@sql_mode LIKE '%STRICT_TRANS_TABLES%',"
                    + " @@sql_mode LIKE '%ONLY_FULL_GROUP_BY%')")
            .get(0, String.class);
    assertThat(session)
        .isIn("READ-COMMITTED 1 +00:00 utf8mb4 0 1 1", "READ-COMMITTED 1 UTC utf8mb4 0 1 1");
  }

  @Test
  void keepsAnyUnicodeText() {
    String text = "potato 🥔 寿司 \u0000 e\u0301 \u202E '\"\\ İß";
    schema
        .database()
        .transaction(context ->
            context
                .insertInto(ROOM)
                .set(ROOM.NAME, "unicode")
                .set(ROOM.TITLE, text)
                .set(ROOM.SHARD, 0)
                .set(ROOM.CREATED_AT, Instant.EPOCH)
                .execute());
    assertThat(schema.database().context().fetchValue(ROOM.TITLE, ROOM.NAME.eq("unicode")))
        .isEqualTo(text);
  }

  @Test
  void refusesWritesOnAReader() {
    try (Database reader = Database.openReader(schema.database().settings())) {
      assertThat(reader.ping(Duration.ofSeconds(5))).isEmpty();
      assertThat(reader.context().fetchCount(WORKER_MEMBER)).isNotNegative();
      assertThatThrownBy(() -> addMember(reader.context(), "reader"))
          .satisfies(
              failure -> assertThat(SqlFailure.classify(failure)).isEqualTo(SqlFailure.UNEXPECTED));
    }
  }

  @Test
  void opensWithoutAServerAndTellsThatItIsMissing() {
    DatabaseSettings nobody =
        DatabaseSettings.local("127.0.0.1", 1, "none", "none", Secret.of("s3cret"))
            .withTimeouts(
                new DatabaseSettings.Timeouts(
                    Duration.ofMillis(500),
                    Duration.ofMillis(500),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1)));
    try (Database database = Database.open(nobody)) {
      assertThat(database.ping(Duration.ofSeconds(5))).contains(SqlFailure.RETRY);
      assertThatThrownBy(() -> database.context().fetch("select 1"))
          .isInstanceOf(DataAccessException.class)
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void answersAPingWithinItsLimit() {
    try (Database database =
        Database.open(DatabaseSettings.local("127.0.0.1", 1, "none", "none", Secret.of("none")))) {
      long start = System.nanoTime();
      assertThat(database.ping(Duration.ofMillis(100))).contains(SqlFailure.RETRY);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void leavesADemotedWriterAndComesBack() {
    DatabaseSettings worker = schema.settingsOf("demoted_worker", "SELECT, INSERT ON $.*");
    try (Database database = Database.open(worker)) {
      addMember(database.context(), "before-demotion");
      String before = connectionId(database);
      schema.raw().execute("SET GLOBAL read_only = 1");
      try {
        assertThatThrownBy(() -> addMember(database.context(), "during-demotion"))
            .satisfies(failure ->
                assertThat(SqlFailure.classify(failure)).isEqualTo(SqlFailure.READ_ONLY));
        assertThat(database.ping(Duration.ofSeconds(5))).contains(SqlFailure.READ_ONLY);
        assertThatThrownBy(() -> addMember(database.context(), "during-demotion"))
            .satisfies(failure ->
                assertThat(SqlFailure.classify(failure)).isEqualTo(SqlFailure.READ_ONLY));
      } finally {
        schema.raw().execute("SET GLOBAL read_only = 0");
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> database.ping(Duration.ofSeconds(3)).isEmpty());
      addMember(database.context(), "after-demotion");
      assertThat(connectionId(database)).isNotEqualTo(before);
    }
  }

  @Test
  void doesNotCommitInAServerThatTurnedReadOnlyMeanwhile() throws SQLException {
    DatabaseSettings worker = schema.settingsOf("flipped_worker", "SELECT, INSERT ON $.*");
    try (Database database = Database.open(worker)) {
      assertThatThrownBy(() ->
              database.transaction(context -> {
                addMember(context, "flipped");
                Thread flip = setReadOnly();
                addMemberUntilRefused(context);
                return flip;
              }))
          .satisfies(
              failure -> assertThat(SqlFailure.classify(failure)).isEqualTo(SqlFailure.READ_ONLY));
    } finally {
      schema.raw().execute("SET GLOBAL read_only = 0");
    }
    assertThat(members("flipped%")).isEmpty();
  }

  /** SET GLOBAL read_only waits for open transactions on MariaDB, so it runs beside. */
  private Thread setReadOnly() {
    return Thread.ofVirtual().start(() -> schema.raw().execute("SET GLOBAL read_only = 1"));
  }

  private static void addMemberUntilRefused(DSLContext context) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    for (int number = 0; System.nanoTime() < deadline; number++) {
      addMember(context, "flipped-" + number);
    }
  }

  @Test
  void migratesOnceWhenThreeProcessesStartTogether() throws Exception {
    try (TestDatabase empty = TestDatabase.create(kind);
        ExecutorService processes = Executors.newFixedThreadPool(3)) {
      Callable<Integer> start =
          () -> {
            try (Database database = Database.open(TestSchema.settings(empty))) {
              return database.migrate();
            }
          };
      int applied = 0;
      for (Future<Integer> process : processes.invokeAll(List.of(start, start, start))) {
        applied += process.get();
      }
      assertThat(applied).isEqualTo(TestSchema.migrations());
    }
  }

  @Test
  void closesTwiceAndQuickly() {
    Database database = Database.open(schema.database().settings());
    assertThat(database.ping(Duration.ofSeconds(5))).isEmpty();
    database.close();
    database.close();
    assertThatThrownBy(() -> database.context().fetch("select 1"))
        .isInstanceOf(DataAccessException.class);
  }

  private static String connectionId(Database database) {
    return database.context().fetchSingle("SELECT CONNECTION_ID()").toString();
  }

  private static void addMember(DSLContext context, String name) {
    context
        .insertInto(WORKER_MEMBER)
        .set(WORKER_MEMBER.WORKER_ID, name)
        .set(WORKER_MEMBER.STARTED_AT, Instant.EPOCH)
        .set(WORKER_MEMBER.LAST_SEEN_AT, Instant.EPOCH)
        .execute();
  }

  private static int upsert(DSLContext upserts, String name, long second) {
    return upserts
        .insertInto(WORKER_MEMBER)
        .set(WORKER_MEMBER.WORKER_ID, name)
        .set(WORKER_MEMBER.STARTED_AT, Instant.ofEpochSecond(second))
        .set(WORKER_MEMBER.LAST_SEEN_AT, Instant.ofEpochSecond(second))
        .onDuplicateKeyUpdate()
        .set(
            WORKER_MEMBER.LAST_SEEN_AT,
            DSL.val(Instant.ofEpochSecond(second), WORKER_MEMBER.LAST_SEEN_AT))
        .execute();
  }

  private List<String> members(String pattern) throws SQLException {
    return schema.rows(
        "SELECT worker_id FROM worker_member WHERE worker_id LIKE '" + pattern + "'");
  }
}
