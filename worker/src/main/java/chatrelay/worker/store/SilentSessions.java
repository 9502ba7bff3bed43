package chatrelay.worker.store;

import chatrelay.schema.Database;
import chatrelay.schema.SqlFailure;
import java.time.Duration;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends database sessions of workers that froze or vanished from the network inside a transaction.
 *
 * <p>The server keeps such a session, and its row locks, until its wait_timeout of 40 s; the
 * successor would wait as long. A user may list and kill the sessions of its own name without a
 * privilege (MySQL 8.0, Aurora, MariaDB), and all workers share one. An idle session of a healthy
 * pool that is caught as well is replaced at its next use.
 */
final class SilentSessions {
  private static final Logger log = LoggerFactory.getLogger(SilentSessions.class);
  private static final String QUERY =
      "SELECT id FROM information_schema.processlist WHERE command = 'Sleep' AND time >= ?"
          + " AND db = DATABASE() AND user = SUBSTRING_INDEX(USER(), '@', 1)"
          + " AND id <> CONNECTION_ID()";

  private final Database database;

  SilentSessions(Database database) {
    this.database = database;
  }

  /** Ends sessions silent for {@code time}, whole seconds and at least one. */
  void end(Duration time) {
    List<Long> silent =
        database
            .context()
            .fetch(QUERY, Math.max(1, time.toSeconds()))
            .map(row -> row.get(0, Long.class));
    for (long session : silent) {
      try {
        database.context().execute("KILL CONNECTION " + session);
      } catch (DataAccessException gone) {
        log.debug("session {} was not ended: {}", session, SqlFailure.classify(gone));
      }
    }
    log.info("{} silent database sessions were ended", silent.size());
  }
}
