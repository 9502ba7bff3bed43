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
 * What waits for one lane: live messages in order of arrival, and pages of history.
 *
 * <p>Bounded by the {@link IntakeBudget} that live messages hold until they are stored, and by one
 * page for each catch-up thread. Filled by SDK and catch-up threads, emptied by the lane's one
 * thread, which takes pages and live messages in turn so that neither starves.
 */
public final class LaneInbox {
  private final IntakeBudget budget;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<Arrival> live = new ArrayDeque<>();
  private final Deque<HistoryPage> pages = new ArrayDeque<>();
  private boolean pagesNext;

  /** Gives the room of stored live messages back to {@code budget}. */
  public LaneInbox(IntakeBudget budget) {
    this.budget = budget;
  }

  /** A message and the room it came in. */
  public record Arrival(RoomIntake room, ReceivedMessage message) {}

  /** Messages to be stored together; {@link #stored()} must be called once they are. */
  public final class Batch {
    private final List<Arrival> arrivals;
    private final List<HistoryPage> origin;

    private Batch(List<Arrival> arrivals, List<HistoryPage> origin) {
      this.arrivals = arrivals;
      this.origin = origin;
    }

    /** In the order in which they have to be stored within each room. */
    public List<Arrival> arrivals() {
      return arrivals;
    }

    /** They are stored, or their room is no longer this worker's. */
    public void stored() {
      if (origin.isEmpty()) {
        arrivals.forEach(arrival -> budget.giveBack(arrival.message().bytes()));
      }
      origin.forEach(page -> page.stored().countDown());
    }
  }

  void add(Arrival arrival) {
    lock.lock();
    try {
      live.add(arrival);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  void addAll(List<Arrival> arrivals) {
    lock.lock();
    try {
      live.addAll(arrivals);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  void add(HistoryPage page) {
    lock.lock();
    try {
      pages.add(page);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    lock.lock();
    try {
      return live.isEmpty() && pages.isEmpty();
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
      while (live.isEmpty() && pages.isEmpty()) {
        if (left <= 0) {
          return new Batch(List.of(), List.of());
        }
        left = filled.awaitNanos(left);
      }
      boolean fromPages = !pages.isEmpty() && (pagesNext || live.isEmpty());
      pagesNext = !fromPages;
      return fromPages ? takePages(most) : takeLive(most);
    } finally {
      lock.unlock();
    }
  }

  private Batch takeLive(int most) {
    List<Arrival> taken = new ArrayList<>(Math.min(most, live.size()));
    while (taken.size() < most && !live.isEmpty()) {
      taken.add(live.remove());
    }
    return new Batch(taken, List.of());
  }

  private Batch takePages(int most) {
    List<Arrival> taken = new ArrayList<>();
    List<HistoryPage> whole = new ArrayList<>();
    while (!pages.isEmpty()
        && (whole.isEmpty() || taken.size() + pages.getFirst().messages().size() <= most)) {
      HistoryPage page = pages.remove();
      whole.add(page);
      page.messages().forEach(message -> taken.add(new Arrival(page.room(), message)));
    }
    return new Batch(taken, whole);
  }
}
