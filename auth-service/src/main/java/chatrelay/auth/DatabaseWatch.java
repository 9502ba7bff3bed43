package chatrelay.auth;

import chatrelay.runtime.Health.Check;
import chatrelay.runtime.RepeatedTurn;
import chatrelay.schema.Database;
import chatrelay.schema.SqlFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * Probes the database every two seconds, so that readiness is served from memory. Owns one thread,
 * which {@link #close()} ends.
 */
final class DatabaseWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Database database;
  private final RepeatedTurn turns = new RepeatedTurn("database-watch", this::ask);
  private volatile Check last = Check.down("not checked yet");

  DatabaseWatch(Database database) {
    this.database = database;
  }

  void start() {
    turns.start(Duration.ZERO, PERIOD);
  }

  /** The result of the last probe. */
  Check check() {
    return last;
  }

  private void ask() {
    Optional<SqlFailure> failure = database.ping(PERIOD);
    last = failure.map(kind -> Check.down(kind.name())).orElse(Check.up("answers"));
  }

  @Override
  public void close() {
    turns.close();
  }
}
