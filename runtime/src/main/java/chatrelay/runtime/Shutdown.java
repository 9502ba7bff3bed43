package chatrelay.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was started, last first, each step within a limit of its own.
 *
 * <p>A step that fails or takes too long is logged and the next one goes on, so the whole close is
 * bounded by the sum of the limits. Closing twice, or while something is still being started, is
 * allowed: what is added after the close began is closed at once. Safe for any thread.
 */
public final class Shutdown implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  private final Deque<Step> steps = new ArrayDeque<>();
  private final Lock closing = new ReentrantLock();
  private boolean closed;

  private record Step(String name, Duration limit, AutoCloseable action) {}

  /**
   * Adds {@code resource}, closed before everything added earlier; answers it.
   *
   * @throws CancellationException when the close has begun; the resource is closed then
   */
  public <T extends AutoCloseable> T add(String name, Duration limit, T resource) {
    Step step = new Step(name, limit, resource);
    if (!push(step)) {
      closeAll(step, () -> null); // the steps before it are in the hands of close()
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
    synchronized (this) {
      closed = true;
    }
    closing.lock();
    try {
      closeAll(next(), this::next);
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

  private static void closeAll(@Nullable Step first, Supplier<@Nullable Step> following) {
    ExecutorService thread = Executors.newSingleThreadExecutor(new NamedThreads("shutdown"));
    try {
      for (Step step = first; step != null; step = following.get()) {
        ExecutorService abandoned = thread;
        if (!run(step, thread)) {
          abandoned.shutdownNow();
          thread = Executors.newSingleThreadExecutor(new NamedThreads("shutdown"));
        }
      }
    } finally {
      thread.shutdownNow();
    }
  }

  private synchronized @Nullable Step next() {
    return steps.poll();
  }

  private static boolean run(Step step, ExecutorService thread) {
    long start = System.nanoTime();
    Future<?> closed =
        thread.submit(() -> {
          step.action().close();
          return null;
        });
    try {
      closed.get(step.limit().toMillis(), TimeUnit.MILLISECONDS);
      log.debug("{} closed in {} ms", step.name(), (System.nanoTime() - start) / 1_000_000);
      return true;
    } catch (ExecutionException failure) {
      log.warn("{} failed to close: {}", step.name(), String.valueOf(failure.getCause()));
      return true;
    } catch (TimeoutException tooSlow) {
      log.warn("{} did not close within {} ms", step.name(), step.limit().toMillis());
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
