package chatrelay.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was started, last first, each step within a limit of its own.
 *
 * <p>A step that fails or takes too long is logged and the next one goes on, so the whole close is
 * bounded by the sum of the limits. Closing twice, or while half started, is allowed. Steps are
 * added by one thread; {@link #close()} may be called by any.
 */
public final class Shutdown implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  private final Deque<Step> steps = new ArrayDeque<>();

  private record Step(String name, Duration limit, AutoCloseable action) {}

  /** Adds {@code resource}, closed before everything added earlier; answers it. */
  public synchronized <T extends AutoCloseable> T add(String name, Duration limit, T resource) {
    steps.push(new Step(name, limit, resource));
    return resource;
  }

  @Override
  public void close() {
    ExecutorService thread = Executors.newSingleThreadExecutor(new NamedThreads("shutdown"));
    try {
      for (Step step = next(); step != null; step = next()) {
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
