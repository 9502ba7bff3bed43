package chatrelay.worker.inbound;

import chatrelay.worker.broker.ReceivedMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for one lane: live messages and pages of history, first in, first out.
 *
 * <p>Bounded by the {@link IntakeBudget} that live messages hold until they are stored, and by two
 * pages for each catch-up thread. Filled by SDK and catch-up threads, emptied by the lane's one
 * thread. One queue for both, because a page that overtook older live messages of its room would be
 * stored before them.
 */
public final class LaneInbox {
  private final IntakeBudget budget;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<Entry> entries = new ArrayDeque<>();

  /** What a place in the queue holds. */
  sealed interface Entry {}

  private record Page(RoomPage page) implements Entry {}

  /** Gives the room of stored live messages back to {@code budget}. */
  public LaneInbox(IntakeBudget budget) {
    this.budget = budget;
  }

  /** A message and the room it came in. */
  public record Arrival(RoomIntake room, ReceivedMessage message) implements Entry {}

  /** Messages to be stored together; {@link #stored()} must be called once they are. */
  public final class Batch {
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Arrival> live = new ArrayList<>();
    private final List<RoomPage> pages = new ArrayList<>();

    private Batch() {}

    /** In the order in which they have to be stored within each room. */
    public List<Arrival> arrivals() {
      return arrivals;
    }

    /** Whether all of them just came in: for a page of history a catch-up waits. */
    public boolean isLive() {
      return pages.isEmpty();
    }

    /** They are stored, or their room was forfeited. */
    public void stored() {
      live.forEach(arrival -> budget.giveBack(arrival.message().bytes()));
      pages.forEach(page -> page.stored().countDown());
    }

    private void add(Entry entry) {
      switch (entry) {
        case Arrival arrival -> {
          arrivals.add(arrival);
          live.add(arrival);
        }
        case Page(RoomPage page) -> {
          page.messages().forEach(message -> arrivals.add(new Arrival(page.room(), message)));
          pages.add(page);
        }
      }
    }
  }

  void add(Arrival arrival) {
    enter(List.of(arrival));
  }

  void addAll(List<Arrival> arrivals) {
    enter(arrivals);
  }

  void add(RoomPage page) {
    enter(List.of(new Page(page)));
  }

  private void enter(List<? extends Entry> added) {
    lock.lock();
    try {
      entries.addAll(added);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    lock.lock();
    try {
      return entries.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next messages, at most about {@code most}; empty when none came within {@code wait}.
   *
   * @throws InterruptedException when the lane is to end
   */
  public Batch take(int most, Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      Batch batch = new Batch();
      while (entries.isEmpty()) {
        if (left <= 0) {
          return batch;
        }
        left = filled.awaitNanos(left);
      }
      while (!entries.isEmpty() && (batch.arrivals.isEmpty() || fits(batch, most))) {
        batch.add(entries.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(Batch batch, int most) {
    int next =
        switch (entries.getFirst()) {
          case Arrival _ -> 1;
          case Page(RoomPage page) -> page.messages().size();
        };
    return batch.arrivals.size() + next <= most;
  }
}
