package chatrelay.schema;

import chatrelay.schema.SessionDataSource.Access;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs why a database that does not answer can't be used: once at its beginning, when the reason
 * changes, and every five minutes; and when it answers again.
 *
 * <p>The reason comes from a connection of its own, opened on a virtual thread, since the pool's
 * borrow time-out hides it. Safe for any thread; never waits.
 */
final class OutageLog {
  private static final Logger log = LoggerFactory.getLogger(OutageLog.class);
  private static final long REPEAT_NANOS = Duration.ofMinutes(5).toNanos();
  private static final long LOOK_NANOS = Duration.ofSeconds(10).toNanos();

  private final DatabaseSettings settings;
  private final Access access;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile @Nullable String logged;
  private volatile long loggedAt;
  private volatile long lookedAt = System.nanoTime() - LOOK_NANOS;

  OutageLog(DatabaseSettings settings, Access access) {
    this.settings = settings;
    this.access = access;
  }

  void failed() {
    if (System.nanoTime() - lookedAt >= LOOK_NANOS && looking.compareAndSet(false, true)) {
      lookedAt = System.nanoTime();
      Thread.ofVirtual().name("database-outage").start(this::look);
    }
  }

  void answered() {
    if (logged != null && !looking.get()) {
      logged = null;
      log.info("the database at {} answers again", settings.server());
    }
  }

  private void look() {
    try {
      Optional<ConnectionFailure> failure = ConnectionFailure.probe(settings, access);
      failure.map(ConnectionFailure::message).ifPresent(this::log);
    } finally {
      looking.set(false);
    }
  }

  private void log(String message) {
    boolean due = System.nanoTime() - loggedAt >= REPEAT_NANOS;
    if (!message.equals(logged) || due) {
      logged = message;
      loggedAt = System.nanoTime();
      log.warn("no database: {}", message);
    }
  }
}
