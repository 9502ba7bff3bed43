package chatrelay.schema;

import chatrelay.schema.SessionDataSource.Access;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The connection pool and the ways to run statements on it, at READ COMMITTED.
 *
 * <p>Failures surface as jOOQ's {@link DataAccessException}; {@link SqlFailure#classify(Throwable)}
 * decides what to do. Thread-safe. The pool's own threads end with {@link #close()}.
 */
public final class Database implements AutoCloseable {
  private static final Settings SETTINGS =
      new Settings()
          .withExecuteLogging(false) // it would log message texts
          .withFetchWarnings(false) // a round trip per statement
          .withRenderSchema(false);

  private final DatabaseSettings settings;
  private final Access access;
  private final HikariDataSource pool;
  private final DSLContext context;
  private final OutageLog outage;

  static {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  private Database(DatabaseSettings settings, Access access) {
    this.settings = settings;
    this.access = access;
    this.outage = new OutageLog(settings, access);
    this.pool = new HikariDataSource(poolSettings(settings, access));
    this.context = DSL.using(new StatementConnections(pool), SQLDialect.MYSQL, SETTINGS);
  }

  /**
   * Opens a pool for reading and writing. Does not fail when the server is down or read-only; each
   * use then fails after the borrow time-out until it is back.
   */
  public static Database open(DatabaseSettings settings) {
    return new Database(settings, Access.WRITER);
  }

  /** Opens a pool whose sessions can only read; a reader endpoint will do. */
  public static Database openReader(DatabaseSettings settings) {
    return new Database(settings, Access.READER);
  }

  /** The settings it was opened with. */
  public DatabaseSettings settings() {
    return settings;
  }

  /**
   * Brings the schema to the newest version, on a connection of its own, as the user of
   * DB_MIGRATE_USERNAME where that is set; see {@link Migrations#apply()}.
   *
   * @return how many migrations were applied
   * @throws org.flywaydb.core.api.FlywayException when a migration fails or was changed afterwards
   */
  public int migrate() {
    return Migrations.of(settings).apply();
  }

  /**
   * Checks that the server answers and, for a writer, that it accepts writes. Logs why it does not,
   * see {@link ConnectionFailure}.
   *
   * @return empty when all is well, {@link SqlFailure#RETRY} after {@code limit}
   */
  public Optional<SqlFailure> ping(Duration limit) {
    Optional<SqlFailure> failure = answer(limit);
    if (failure.isPresent()) {
      outage.failed();
    } else {
      outage.answered();
    }
    return failure;
  }

  private Optional<SqlFailure> answer(Duration limit) {
    FutureTask<Optional<SqlFailure>> task = new FutureTask<>(this::ping);
    Thread.ofVirtual().name("database-ping").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      task.cancel(true);
      return Optional.of(SqlFailure.RETRY);
    } catch (ExecutionException failure) {
      return Optional.of(SqlFailure.classify(failure));
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return Optional.of(SqlFailure.RETRY);
    }
  }

  private Optional<SqlFailure> ping() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      boolean refused = SessionDataSource.isReadOnly(statement) && access == Access.WRITER;
      return refused ? Optional.of(SqlFailure.READ_ONLY) : Optional.empty();
    }
  }

  /** Runs single statements, each committed by itself. */
  public DSLContext context() {
    return context;
  }

  /**
   * As {@link #context()}, for INSERT … ON DUPLICATE KEY UPDATE; see {@link #upserts(DSLContext)}.
   */
  public DSLContext upserts() {
    return upserts(context);
  }

  /**
   * The same connection in the dialect whose upserts both servers understand: the MYSQL dialect
   * writes {@code AS excluded}, which MariaDB refuses. For nothing else: its LIMIT and RETURNING
   * fail. Affected rows: 1 inserted, 0 unchanged, 2 updated.
   */
  public static DSLContext upserts(DSLContext context) {
    return DSL.using(context.configuration().derive(SQLDialect.MARIADB));
  }

  /** Work for {@link #transaction}. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object> {
    /** Runs in the transaction; the context must not be kept. May be run again by the caller. */
    T run(DSLContext context) throws SQLException;
  }

  /**
   * Runs {@code work} in one transaction: commits when it returns, rolls back when it throws. Not
   * repeated here: after a failed COMMIT only the caller can decide by its unique key.
   *
   * @throws DataAccessException for any SQL failure, also of COMMIT
   */
  public <T extends @Nullable Object> T transaction(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      T result;
      try {
        result = work.run(DSL.using(connection, SQLDialect.MYSQL, SETTINGS));
      } catch (SQLException | RuntimeException | Error failure) {
        rollback(connection, failure);
        throw failure;
      }
      connection.commit();
      return result;
    } catch (SQLException failure) {
      throw new DataAccessException("transaction failed", failure);
    }
  }

  private static void rollback(Connection connection, Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException second) {
      failure.addSuppressed(second); // the server rolls back a broken connection itself
    }
  }

  /** Closes all connections, also borrowed ones, within 10 s. Safe to call twice. */
  @Override
  public void close() {
    pool.close();
  }

  private static HikariConfig poolSettings(DatabaseSettings settings, Access access) {
    DataSource connections = new SessionDataSource(settings, access);
    HikariConfig config = new HikariConfig();
    config.setPoolName(access == Access.WRITER ? "database-writer" : "database-reader");
    config.setDataSource(connections);
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(Math.min(2, settings.poolSize()));
    config.setConnectionTimeout(settings.timeouts().borrow().toMillis());
    config.setValidationTimeout(Math.min(1_000, settings.timeouts().borrow().toMillis()));
    config.setMaxLifetime(TimeUnit.MINUTES.toMillis(10)); // bounds the life of a stale DNS answer
    if (config.getMinimumIdle() < settings.poolSize()) {
      config.setIdleTimeout(TimeUnit.MINUTES.toMillis(5)); // the pool warns where it means nothing
    }
    config.setKeepaliveTime(TimeUnit.SECONDS.toMillis(30));
    config.setLeakDetectionThreshold(TimeUnit.SECONDS.toMillis(30));
    config.setInitializationFailTimeout(-1); // start without the database, be not ready
    config.setAutoCommit(false);
    config.setReadOnly(access == Access.READER);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setExceptionOverride(new DemotedWriterEviction());
    return config;
  }
}
