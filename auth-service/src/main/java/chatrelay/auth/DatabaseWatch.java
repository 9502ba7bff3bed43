package chatrelay.auth;

import chatrelay.runtime.Health.Check;
import chatrelay.runtime.NamedThreads;
import chatrelay.schema.Database;
import chatrelay.schema.SqlFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks the database for a sign of life every two seconds, so that readiness is answered from
 * memory. One own thread; {@link #close()} ends it.
 */
final class DatabaseWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(2);

  private final Database database;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(new NamedThreads("database-watch"));
  private volatile Check last = Check.down("not asked yet");

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the thread
  DatabaseWatch(Database database) {
    this.database = database;
    thread.scheduleWithFixedDelay(this::ask, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What the last answer was. */
  Check check() {
    return last;
  }

  private void ask() {
    Optional<SqlFailure> failure = database.ping(PERIOD);
    last = failure.map(kind -> Check.down(kind.name())).orElse(Check.up("answers"));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
