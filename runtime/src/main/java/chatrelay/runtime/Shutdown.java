package chatrelay.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was started, last first, within one deadline for all steps together.
 *
 * <p>Each step has a limit of its own, and part of the whole time is reserved for the steps after
 * it: slow steps shorten later ones, but never take their turn away. A step that fails, hangs or is
 * interrupted is logged, and the next one runs. Closing twice, or while something is still being
 * started, is allowed: what is added after the close began is closed at once. Thread-safe.
 */
public final class Shutdown implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** Of the whole time, what is kept for all steps together however long the first ones take. */
  private static final double RESERVED = 0.25;

  private final Duration limit;
  private final NamedThreads names = new NamedThreads("shutdown");
  private final Deque<Step> steps = new ArrayDeque<>();
  private final Lock closing = new ReentrantLock();
  private boolean closed;

  private record Step(String name, Duration limit, AutoCloseable action) {}

  /** The whole close takes {@code limit} at most. */
  public Shutdown(Duration limit) {
    this.limit = limit;
  }

  /**
   * Adds {@code resource}, closed before everything added earlier, within {@code most}; answers it.
   *
   * @throws CancellationException when the close has begun; the resource is closed then
   */
  public <T extends AutoCloseable> T add(String name, Duration most, T resource) {
    Step step = new Step(name, most, resource);
    if (!push(step)) {
      run(step, most.toNanos()); // the steps before it are in the hands of close()
      throw new CancellationException("closed while " + name + " was starting");
    }
    return resource;
  }

  /**
   * Closes everything in turn. A second call meanwhile (a signal's hook, say) waits for the first
   * to end: two at once would close what the other's step still needs.
   */
  @Override
  public void close() {
    Deque<Step> left;
    closing.lock();
    try {
      synchronized (this) {
        closed = true;
        left = new ArrayDeque<>(steps);
        steps.clear();
      }
      closeAll(left);
    } finally {
      closing.unlock();
    }
  }

  private synchronized boolean push(Step step) {
    if (!closed) {
      steps.push(step);
    }
    return !closed;
  }

  private void closeAll(Deque<Step> left) {
    long end = System.nanoTime() + limit.toNanos();
    long reserve = (long) (limit.toNanos() * RESERVED / Math.max(1, left.size()));
    boolean interrupted = false;
    while (!left.isEmpty()) {
      Step step = left.removeFirst();
      long free = end - System.nanoTime() - left.size() * reserve;
      run(step, Math.max(reserve, Math.min(step.limit().toNanos(), free)));
      // Kept for the caller, but the steps after this one have their time all the same.
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Step step, long nanos) {
    long start = System.nanoTime();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    try {
      Thread thread = names.newThread(() -> perform(step, closed));
      thread.start();
      try {
        closed.get(nanos, TimeUnit.NANOSECONDS);
        log.debug("{} closed in {} ms", step.name(), millisSince(start));
      } finally {
        thread.interrupt();
      }
    } catch (ExecutionException failure) {
      log.warn("{} failed to close: {}", step.name(), String.valueOf(failure.getCause()));
    } catch (TimeoutException tooSlow) {
      log.warn("{} did not close within {} ms", step.name(), millisSince(start));
    } catch (InterruptedException interrupted) {
      log.warn("{} was interrupted while it closed", step.name());
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error failure) {
      log.warn("{} could not be closed: {}", step.name(), failure.toString());
    }
  }

  private static void perform(Step step, CompletableFuture<Void> closed) {
    try {
      step.action().close();
      closed.complete(null);
    } catch (Throwable failure) {
      closed.completeExceptionally(failure);
    }
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
