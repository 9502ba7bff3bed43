package chatrelay.runtime;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that repeats the same turn until it is closed.
 *
 * <p>A failed turn, JVM errors (out of memory, stack overflow) included, is logged and the next one
 * runs as usual: an exception that escapes a scheduled task would end it silently. A turn that must
 * react to its failure catches it itself. Thread-safe.
 */
public final class RepeatedTurn implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RepeatedTurn.class);

  private final String name;
  private final Runnable turn;
  private final ScheduledExecutorService thread;

  /** Runs {@code turn} on a thread called {@code name}, from {@link #start} on. */
  public RepeatedTurn(String name, Runnable turn) {
    this.name = name;
    this.turn = turn;
    this.thread = Executors.newSingleThreadScheduledExecutor(new NamedThreads(name));
  }

  /**
   * The first turn starts after {@code first}, each later one {@code pause} after the end of the
   * last.
   */
  public void start(Duration first, Duration pause) {
    var _ =
        thread.scheduleWithFixedDelay(
            this::take, first.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** One more turn as soon as the thread is free; none once it is closed. */
  public void now() {
    try {
      thread.execute(this::take);
    } catch (RejectedExecutionException closed) {
      log.debug("{} is closed", name);
    }
  }

  private void take() {
    try {
      turn.run();
    } catch (RuntimeException | Error failure) {
      log.error("a turn of {} failed", name, failure);
    }
  }

  /** No further turn begins; one in progress is interrupted and not awaited. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
