package chatrelay.worker.inbound;

import chatrelay.worker.broker.ReceivedMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for one lane: live messages and pages of history, first in, first out for each room,
 * the rooms in turn.
 *
 * <p>A room that floods lengthens its own line only: a batch takes one entry of each waiting room,
 * then the next of each. Bounded by the {@link IntakeBudget} that live messages hold until they are
 * stored, and by {@link PageMemory}. Filled by SDK and catch-up threads, emptied by the lane's one
 * thread. Live messages and pages of a room share a line, because a page that overtook older live
 * messages of its room would be stored before them.
 */
public final class LaneInbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Map<RoomIntake, Line> lines = new HashMap<>();
  private final Deque<Line> turns = new ArrayDeque<>();

  /** What a place in a line holds. */
  sealed interface Entry {
    int size();
  }

  private record Line(RoomIntake room, Deque<Entry> entries) {}

  private record Page(RoomPage page) implements Entry {
    @Override
    public int size() {
      return page.messages().size();
    }
  }

  /** A message and the room it came in. */
  public record Arrival(RoomIntake room, ReceivedMessage message) implements Entry {
    @Override
    public int size() {
      return 1;
    }
  }

  /** Messages to be stored together; {@link #stored()} must be called once they are. */
  public static final class Batch {
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Arrival> live = new ArrayList<>();
    private final List<RoomPage> pages = new ArrayList<>();

    private Batch() {}

    /** In storing order within each room. */
    public List<Arrival> arrivals() {
      return arrivals;
    }

    /** Whether all of them are live; catch-up waits for pages of history. */
    public boolean isLive() {
      return pages.isEmpty();
    }

    /** Called once they are stored or their room was forfeited. */
    public void stored() {
      live.forEach(arrival -> arrival.room().giveBack(arrival.message()));
      pages.forEach(page -> page.stored().run());
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
    enter(arrival.room(), List.of(arrival));
  }

  /** Live messages of one room. */
  void addAll(RoomIntake room, List<Arrival> arrivals) {
    enter(room, arrivals);
  }

  void add(RoomPage page) {
    enter(page.room(), List.of(new Page(page)));
  }

  private void enter(RoomIntake room, List<? extends Entry> added) {
    if (added.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      Line line = lines.get(room);
      if (line == null) {
        line = new Line(room, new ArrayDeque<>());
        lines.put(room, line);
        turns.addLast(line);
      }
      line.entries().addAll(added);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    lock.lock();
    try {
      return lines.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next messages, at most about {@code most}; empty when none came within {@code wait}.
   *
   * @throws InterruptedException when the lane must end
   */
  public Batch take(int most, Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      Batch batch = new Batch();
      while (turns.isEmpty()) {
        if (left <= 0) {
          return batch;
        }
        left = filled.awaitNanos(left);
      }
      fill(batch, most);
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void fill(Batch batch, int most) {
    // A page that does not fit any more comes first in the next batch.
    Deque<Line> next = new ArrayDeque<>();
    while (!turns.isEmpty() && batch.arrivals.size() < most) {
      Line line = turns.removeFirst();
      boolean fits =
          batch.arrivals.isEmpty()
              || batch.arrivals.size() + line.entries().getFirst().size() <= most;
      if (!fits) {
        next.addLast(line);
        continue;
      }
      batch.add(line.entries().removeFirst());
      if (line.entries().isEmpty()) {
        lines.remove(line.room());
      } else {
        turns.addLast(line);
      }
    }
    while (!next.isEmpty()) {
      turns.addFirst(next.removeLast());
    }
  }
}
