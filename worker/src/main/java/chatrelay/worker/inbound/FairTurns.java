package chatrelay.worker.inbound;

import chatrelay.runtime.NamedThreads;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs short pieces of work for many rooms in rounds: whatever is added waits for those that are in
 * the current round, at most one piece a room, and no longer.
 *
 * <p>Within a round the most recent rooms come first. Owns the threads {@code catch-up} and {@code
 * catch-up-timer}; the latter only adds what is due. Bounded by what its user adds: one piece a
 * room.
 */
final class FairTurns {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private static final Comparator<Turn> ORDER =
      Comparator.comparing((Turn turn) -> turn.urgency)
          .thenComparingLong(turn -> turn.ofRound)
          .thenComparingLong(turn -> -turn.recency)
          .thenComparingLong(turn -> turn.number);

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService timer;
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong round = new AtomicLong();

  /** How much is lost by waiting. */
  enum Urgency {
    /** A room is read and needs a moment to go live. */
    FINISH,
    /** A room is not live. */
    CATCH_UP,
    /** A room is live and looked at once more. */
    SECOND_LOOK
  }

  private final class Turn implements Runnable, Comparable<Turn> {
    private final Urgency urgency;
    private final long ofRound;
    private final long recency;
    private final long number;
    private final Runnable work;

    Turn(Urgency urgency, long recency, Runnable work) {
      this.urgency = urgency;
      this.ofRound = round.get() + 1;
      this.recency = recency;
      this.number = added.incrementAndGet();
      this.work = work;
    }

    @Override
    public int compareTo(Turn other) {
      return ORDER.compare(this, other);
    }

    @Override
    public void run() {
      round.accumulateAndGet(ofRound, Math::max);
      work.run();
    }
  }

  FairTurns(int threads) {
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            new NamedThreads("catch-up"));
    this.timer = Executors.newSingleThreadScheduledExecutor(new NamedThreads("catch-up-timer"));
  }

  /**
   * Adds a piece of work; false once closed.
   *
   * @param recency milliseconds since 1970 of the room's last message
   */
  boolean add(Urgency urgency, long recency, Runnable work) {
    try {
      threads.execute(new Turn(urgency, recency, work));
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  /** Runs {@code addition}, which returns at once, after {@code delay}; false once closed. */
  boolean later(Duration delay, Runnable addition) {
    try {
      var _ = timer.schedule(addition, delay.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  /** Interrupts what runs; false when that did not end within two seconds. */
  boolean end() throws InterruptedException {
    timer.shutdownNow();
    threads.shutdownNow();
    return threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
