package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each failure is provoked on the real server through the driver and settings of the product. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SqlFailureContract {
  private final Kind kind;
  private TestSchema schema;

  @SuppressWarnings("NullAway.Init") // before all tests
  SqlFailureContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void migrate() {
    schema = TestSchema.create(kind);
    schema
        .raw()
        .execute(
            "CREATE TABLE probe (id INT PRIMARY KEY, word VARCHAR(3) CHARACTER SET ascii NOT NULL,"
                + " number INT NOT NULL DEFAULT 0, big MEDIUMTEXT) ENGINE = InnoDB");
  }

  @BeforeEach
  void twoRows() {
    schema.raw().execute("DELETE FROM probe");
    schema.raw().execute("INSERT INTO probe (id, word) VALUES (1, 'one'), (2, 'two')");
  }

  @AfterAll
  void drop() {
    if (schema != null) {
      schema.close();
    }
  }

  @Test
  void tellsADuplicate() {
    assertThat(failureOf("INSERT INTO probe (id, word) VALUES (1, 'x')"))
        .isEqualTo(SqlFailure.DUPLICATE);
  }

  @Test
  void tellsAPoisonedRow() {
    assertThat(failureOf("INSERT INTO probe (id, word) VALUES (3, 'much too long')"))
        .as("too long")
        .isEqualTo(SqlFailure.POISON);
    assertThat(failureOf("INSERT INTO probe (id, word) VALUES (3, 'é')"))
        .as("not in the character set")
        .isEqualTo(SqlFailure.POISON);
    assertThat(failureOf("INSERT INTO probe (id, word, number) VALUES (3, 'x', 'many')"))
        .as("not a number")
        .isEqualTo(SqlFailure.POISON);
    assertThat(failureOf("INSERT INTO probe (id, word, number) VALUES (3, 'x', 9999999999)"))
        .as("out of range")
        .isEqualTo(SqlFailure.POISON);
    assertThat(failureOf("INSERT INTO probe (id, word) VALUES (3, NULL)"))
        .as("null")
        .isEqualTo(SqlFailure.POISON);
    assertThat(failureOf("INSERT INTO checkpoint VALUES ('c', 999, NULL, NULL, NOW(3))"))
        .as("foreign key")
        .isEqualTo(SqlFailure.POISON);
  }

  @Test
  void tellsAPoisonedRowInABatch() {
    SqlFailure failure =
        failureOf(connection -> {
          try (var insert =
              connection.prepareStatement("INSERT INTO probe (id, word) VALUES (?, ?)")) {
            for (int id = 10; id < 20; id++) {
              insert.setInt(1, id);
              insert.setString(2, id == 15 ? "too long" : "ok");
              insert.addBatch();
            }
            insert.executeBatch();
          }
        });
    assertThat(failure).isEqualTo(SqlFailure.POISON);
  }

  @Test
  void tellsAPacketThatIsTooLarge() {
    DatabaseSettings own = schema.database().settings();
    DatabaseSettings narrow =
        new DatabaseSettings(
            own.jdbcUrl() + "?maxAllowedPacket=100000",
            own.username(),
            own.password(),
            own.sslMode(),
            null,
            1,
            own.timeouts());
    try (Database database = Database.open(narrow)) {
      String big = "x".repeat(200_000);
      assertThat(
              failureOf(() ->
                  database
                      .context()
                      .execute("INSERT INTO probe (id, word, big) VALUES (3, 'x', ?)", big)))
          .isEqualTo(SqlFailure.POISON);
      assertThat(database.context().fetchCount(DSL.table("probe"))).isEqualTo(2);
    }
  }

  @Test
  void tellsASchemaThatDoesNotFit() {
    assertThat(failureOf("SELECT * FROM nowhere")).isEqualTo(SqlFailure.CONFIGURATION);
    assertThat(failureOf("SELECT nothing FROM probe")).isEqualTo(SqlFailure.CONFIGURATION);
    assertThat(failureOf("SELEKT 1")).isEqualTo(SqlFailure.CONFIGURATION);
    assertThat(failureOf("SELECT * FROM nowhere.probe")).isEqualTo(SqlFailure.CONFIGURATION);
  }

  @Test
  void tellsAWrongPasswordThroughThePool() {
    DatabaseSettings known = schema.settingsOf("known_user", "SELECT ON $.*");
    try (Database database = Database.open(known.withUser("known_user", Secret.of("wrong")))) {
      assertThat(failureOf(() -> database.context().fetch("SELECT 1")))
          .isEqualTo(SqlFailure.CONFIGURATION);
    }
  }

  @Test
  void tellsAMissingPrivilege() {
    try (Database database = Database.open(schema.settingsOf("poor_user", "SELECT ON $.*"))) {
      assertThat(failureOf(() -> database.context().execute("DELETE FROM probe")))
          .isEqualTo(SqlFailure.CONFIGURATION);
    }
  }

  @Test
  void tellsAKilledConnection() {
    SqlFailure failure =
        failureOf(connection -> {
          schema.raw().execute("KILL " + idOf(connection));
          run(connection, "UPDATE probe SET number = 1");
        });
    assertThat(failure).isEqualTo(SqlFailure.UNKNOWN_OUTCOME);
    assertThat(schema.database().ping(Duration.ofSeconds(5))).isEmpty();
  }

  @Test
  void tellsAnAnswerThatNeverComes() {
    DatabaseSettings own = schema.database().settings();
    DatabaseSettings impatient =
        new DatabaseSettings(
            own.jdbcUrl() + "?socketTimeout=500",
            own.username(),
            own.password(),
            own.sslMode(),
            null,
            1,
            own.timeouts());
    try (Database database = Database.open(impatient)) {
      assertThat(failureOf(() -> database.context().fetch("SELECT SLEEP(5)")))
          .isEqualTo(SqlFailure.UNKNOWN_OUTCOME);
    }
  }

  @Test
  void tellsAKilledQuery() throws Exception {
    try (ExecutorService killer = Executors.newSingleThreadExecutor()) {
      SqlFailure failure =
          failureOf(connection -> {
            long id = idOf(connection);
            Future<?> killed = killer.submit(() -> killQuery(id));
            run(connection, "SELECT COUNT(*) FROM probe a, probe b WHERE SLEEP(3) = 1");
            killed.cancel(true);
            throw new SQLException("not killed");
          });
      assertThat(failure).isEqualTo(SqlFailure.RETRY);
    }
  }

  private void killQuery(long id) {
    String busy =
        "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%SLEEP%' AND id = ";
    await().atMost(Duration.ofSeconds(2)).until(() -> schema.rows(busy + id).equals(List.of("1")));
    schema.raw().execute("KILL QUERY " + id);
  }

  @Test
  void tellsAStatementThatTakesTooLong() {
    SqlFailure failure =
        failureOf(connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            statement.execute("SELECT COUNT(*) FROM probe a, probe b WHERE SLEEP(3) = 1");
          }
        });
    assertThat(failure).isEqualTo(SqlFailure.RETRY);
  }

  @Test
  void tellsALockThatIsNotReleased() {
    SqlFailure failure =
        failureOf(holder -> {
          run(holder, "UPDATE probe SET number = 1 WHERE id = 1");
          schema.database().transaction(c -> c.execute("UPDATE probe SET number = 2 WHERE id = 1"));
        });
    assertThat(failure).isEqualTo(SqlFailure.RETRY);
  }

  @Test
  void tellsADeadlock() throws Exception {
    try (Connection one = schema.raw().connect();
        Connection other = schema.raw().connect();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      one.setAutoCommit(false);
      other.setAutoCommit(false);
      run(one, "UPDATE probe SET number = 1 WHERE id = 1");
      run(other, "UPDATE probe SET number = 1 WHERE id = 2");
      Future<SqlFailure> first =
          thread.submit(() -> outcome(one, "UPDATE probe SET number = 2 WHERE id = 2"));
      SqlFailure second = outcome(other, "UPDATE probe SET number = 2 WHERE id = 1");
      other.rollback();
      assertThat(EnumSet.of(first.get(), second))
          .containsExactlyInAnyOrder(SqlFailure.RETRY, SqlFailure.UNEXPECTED);
    }
  }

  /** {@link SqlFailure#UNEXPECTED} stands for "no failure" here. */
  private static SqlFailure outcome(Connection connection, String sql) {
    try {
      run(connection, sql);
      return SqlFailure.UNEXPECTED;
    } catch (SQLException failure) {
      return SqlFailure.classify(failure);
    }
  }

  private static long idOf(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private SqlFailure failureOf(String sql) {
    return failureOf(connection -> run(connection, sql));
  }

  private interface JdbcWork {
    void run(Connection connection) throws SQLException;
  }

  /** Runs on a connection of the product's pool, so with its session settings. */
  private SqlFailure failureOf(JdbcWork work) {
    return failureOf(() ->
        schema
            .database()
            .transaction(context -> {
              context.connection(work::run);
              return true;
            }));
  }

  private static SqlFailure failureOf(Runnable work) {
    try {
      work.run();
    } catch (DataAccessException failure) {
      return SqlFailure.classify(failure);
    }
    throw new AssertionError("did not fail");
  }
}
