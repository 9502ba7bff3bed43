package chatrelay.worker.outbound;

import chatrelay.runtime.Backoff;
import chatrelay.runtime.NamedThreads;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.store.Outbox;
import chatrelay.worker.store.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks published messages in the database, many in one transaction.
 *
 * <p>One thread, {@code acknowledgements}. The queue is bounded, and a place in it is reserved
 * before a publish: without one nothing is published, because a message that is published but not
 * marked is published again after a restart. No call waits. Writing is retried until it succeeds
 * and is idempotent.
 */
public final class AcknowledgementWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AcknowledgementWriter.class);
  private static final int MOST_GROUPS = 2_000;
  private static final int MOST_MESSAGES = 500;
  private static final Duration IDLE = Duration.ofMillis(100);

  /** No thread waits for a mark, and a transaction costs as much for one group as for many. */
  private static final Duration LINGER = Duration.ofMillis(25);

  private static final Duration CLOSE_LIMIT = Duration.ofMillis(1_900);

  private final Outbox outbox;
  private final Backoff backoff;
  private final BlockingQueue<Acknowledgement> queue;
  private final Semaphore places;
  private final Thread thread;
  private volatile boolean closing;

  /** Groups in the queue and in the batch being written. */
  private final AtomicInteger unwritten = new AtomicInteger();

  /** Starts nothing. */
  public AcknowledgementWriter(Outbox outbox, Duration retryFirst, Duration retryMost) {
    this(outbox, retryFirst, retryMost, MOST_GROUPS);
  }

  /** {@code mostGroups} may be reserved, waiting or being written at a time. */
  AcknowledgementWriter(Outbox outbox, Duration retryFirst, Duration retryMost, int mostGroups) {
    this.outbox = outbox;
    this.queue = new ArrayBlockingQueue<>(mostGroups);
    this.places = new Semaphore(mostGroups);
    this.backoff = new Backoff(retryFirst, retryMost, RandomGenerator.getDefault());
    this.thread = new NamedThreads("acknowledgements").newThread(this::run);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Reserves a place for one group about to be published; false at once when there is none. */
  boolean reserve() {
    return places.tryAcquire();
  }

  /** Gives a reserved place back: the group was not confirmed. */
  void release() {
    places.release();
  }

  /** Enqueues a confirmed group in its reserved place; neither waits nor fails. */
  void add(Acknowledgement acknowledgement) {
    unwritten.incrementAndGet();
    queue.add(acknowledgement);
  }

  /** Groups that are published but not marked yet. */
  public int unwritten() {
    return unwritten.get();
  }

  /** Writes what waits, within two seconds, and ends the thread. */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join(CLOSE_LIMIT.toMillis());
    if (thread.isAlive()) {
      log.warn("{} published groups are left unmarked", unwritten());
      thread.interrupt();
    }
  }

  /** Ends the thread at once; unmarked groups are published again. */
  public void abandon() {
    thread.interrupt();
  }

  private void run() {
    try {
      List<Acknowledgement> batch = next();
      while (batch != null) {
        write(batch);
        unwritten.addAndGet(-batch.size());
        places.release(batch.size());
        batch = next();
      }
    } catch (InterruptedException abandoned) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable List<Acknowledgement> next() throws InterruptedException {
    Acknowledgement first = null;
    while (first == null) {
      if (closing && queue.isEmpty()) {
        return null;
      }
      first = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    }
    List<Acknowledgement> batch = new ArrayList<>();
    batch.add(first);
    int messages = first.group().messages().size();
    long end = System.nanoTime() + LINGER.toNanos();
    while (messages < MOST_MESSAGES) {
      long left = closing ? 0 : end - System.nanoTime();
      Acknowledgement more = queue.poll(left, TimeUnit.NANOSECONDS);
      if (more == null) {
        return batch;
      }
      batch.add(more);
      messages += more.group().messages().size();
    }
    return batch;
  }

  private void write(List<Acknowledgement> batch) throws InterruptedException {
    List<Long> ids =
        batch.stream()
            .flatMap(acknowledgement -> acknowledgement.group().messages().stream())
            .map(StoredMessage::id)
            .toList();
    while (true) {
      try {
        outbox.acknowledge(ids);
        backoff.reset();
        return;
      } catch (RuntimeException | Error failure) {
        Duration wait = backoff.next();
        log.warn(
            "acknowledgements can't be written ({}), again in {} ms",
            SqlFailure.classify(failure),
            wait.toMillis());
        pause(wait);
      }
    }
  }

  private synchronized void pause(Duration wait) throws InterruptedException {
    long left = wait.toMillis();
    long end = System.nanoTime() + wait.toNanos();
    while (left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }
}
