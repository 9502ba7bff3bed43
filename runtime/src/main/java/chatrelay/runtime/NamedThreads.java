package chatrelay.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes threads named after their owner: {@code prefix}, or {@code prefix-n} from the second on.
 *
 * <p>They are daemons: closing a program ends it, not the end of its last thread. An exception that
 * ends a thread is logged as an error.
 */
public final class NamedThreads implements ThreadFactory {
  private static final Logger log = LoggerFactory.getLogger(NamedThreads.class);

  private final String prefix;
  private final AtomicInteger made = new AtomicInteger();

  /** Threads named after their owner, such as {@code store-lane}. */
  public NamedThreads(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Thread newThread(Runnable work) {
    int number = made.incrementAndGet();
    Thread thread = new Thread(work, number == 1 ? prefix : prefix + "-" + number);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (owner, failure) -> log.error("thread {} ended by a failure", owner.getName(), failure));
    return thread;
  }
}
