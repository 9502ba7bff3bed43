package chatrelay.runtime;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that takes the same turn again and again until it is closed.
 *
 * <p>A turn that fails, by an error of the JVM as well (memory or stack at an end), is logged, and
 * the next one comes as if it had not: what escapes a scheduled task would end it for good without
 * a word. A turn that has more to do about its failure catches it itself. Safe for any thread.
 */
public final class RepeatedTurn implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RepeatedTurn.class);

  private final String name;
  private final Runnable turn;
  private final ScheduledExecutorService thread;

  /** Takes {@code turn} on a thread called {@code name}, from {@link #start} on. */
  public RepeatedTurn(String name, Runnable turn) {
    this.name = name;
    this.turn = turn;
    this.thread = Executors.newSingleThreadScheduledExecutor(new NamedThreads(name));
  }

  /** The first turn comes after {@code first}, each one after it {@code pause} after the last. */
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

  /** No turn begins any more; one under way is interrupted and not waited for. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
