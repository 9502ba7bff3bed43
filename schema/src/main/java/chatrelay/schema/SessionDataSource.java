package chatrelay.schema;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections for the pool, each with the session settings our statements rely on.
 *
 * <p>A writer refuses a server in read-only mode. {@code isValid()}, {@code isReadOnly()} and even
 * SELECT … FOR UPDATE succeed on a demoted writer, so only the server's variables are reliable
 * (measured on MySQL 8.0.33). Thread-safe.
 */
final class SessionDataSource implements DataSource {
  /** The sql_mode that both servers must share; MariaDB's default lacks half of it. */
  private static final String SQL_MODE =
      "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
          + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

  static final String READ_ONLY_QUERY = "SELECT @@global.read_only, @@global.innodb_read_only";
  private static final int READ_ONLY_CODE = 1290;

  /**
   * How long a table change waits for its readers. The default is a year, and all later statements
   * queue behind it.
   */
  private static final int TABLE_LOCK_SECONDS = 60;

  private final DatabaseSettings settings;
  private final Access access;

  /** What a pool is for. */
  enum Access {
    WRITER,
    READER
  }

  SessionDataSource(DatabaseSettings settings, Access access) {
    this.settings = settings;
    this.access = access;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          ("SET SESSION sql_mode='%s', SESSION innodb_lock_wait_timeout=%d,"
                  + " SESSION lock_wait_timeout=%d, SESSION wait_timeout=%d")
              .formatted(
                  SQL_MODE,
                  Math.max(1, settings.timeouts().lockWait().toSeconds()),
                  TABLE_LOCK_SECONDS,
                  idleSeconds()));
      if (access == Access.WRITER) {
        refuseReadOnly(statement);
      }
      return connection;
    } catch (SQLException failure) {
      closeQuietly(connection, failure);
      throw new NotConnectedException(failure);
    }
  }

  private Connection connect() throws NotConnectedException {
    try {
      return DriverManager.getConnection(settings.jdbcUrl(), settings.driverProperties());
    } catch (SQLException failure) {
      throw new NotConnectedException(failure);
    }
  }

  /**
   * The server ends a session that is silent for this long: a process frozen in a transaction would
   * otherwise hold its row locks for eight hours. Longer than the pool's keep-alive of 30 s, at the
   * defaults.
   */
  private long idleSeconds() {
    return Math.max(10, 4 * settings.timeouts().socket().toSeconds());
  }

  private static void refuseReadOnly(Statement statement) throws SQLException {
    if (isReadOnly(statement)) {
      throw new SQLException(
          "The database server is read-only (a demoted writer or a reader endpoint).",
          "HY000",
          READ_ONLY_CODE);
    }
  }

  static boolean isReadOnly(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(READ_ONLY_QUERY)) {
      return row.next() && (row.getBoolean(1) || row.getBoolean(2));
    }
  }

  private static void closeQuietly(Connection connection, SQLException failure) {
    try {
      connection.close();
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("one user per pool");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {
    // The driver logs through SLF4J.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // The driver's connectTimeout rules.
  }

  @Override
  public int getLoginTimeout() {
    return 1; // as long a closing pool waits for a connection under way
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("not java.util.logging");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
