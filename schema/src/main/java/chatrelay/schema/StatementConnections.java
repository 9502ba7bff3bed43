package chatrelay.schema;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.ConnectionProvider;
import org.jooq.exception.DataAccessException;

/**
 * Lends a connection for one statement and commits when it comes back. The pool keeps autocommit
 * off, so without this a single write would be rolled back silently.
 */
final class StatementConnections implements ConnectionProvider {
  private final DataSource pool;

  StatementConnections(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public Connection acquire() {
    try {
      return pool.getConnection();
    } catch (SQLException failure) {
      throw new DataAccessException("no connection to the database", failure);
    }
  }

  @Override
  public void release(Connection connection) {
    try (connection) {
      if (!connection.isClosed()) { // evicted after a failed statement
        connection.commit();
      }
    } catch (SQLException failure) {
      throw new DataAccessException("COMMIT failed", failure);
    }
  }
}
