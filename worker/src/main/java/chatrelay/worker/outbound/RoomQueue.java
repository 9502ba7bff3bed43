package chatrelay.worker.outbound;

import chatrelay.runtime.Backoff;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import chatrelay.worker.store.OutboxGroup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What one room has to publish next, in order, each group at most once.
 *
 * <p>Bounded: when it is full, or the order would have a hole, later groups are left in the outbox
 * table and read from there, which costs as much as to publish them. Lanes offer, the publishing
 * thread that holds the room takes; {@link #claim()} lets only one hold it.
 */
final class RoomQueue {
  private final RoomRoute room;
  private final long epoch;
  private final int most;
  private final long mostBytes;
  private final AtomicLong bytes;
  private final Backoff backoff;
  private final Deque<OutboxGroup> groups = new ArrayDeque<>();

  private int waiting;
  private long lastSeq;
  private boolean inTable = true;
  private boolean tableLeft;
  private @Nullable BrokerFailure refusal;
  private boolean loading;
  private boolean claimed;
  private boolean closed;
  private boolean lookUp = true;
  private long notBefore;
  private long firstAttempt;
  private int attempts;
  private long suspect;
  private double allowance;
  private long allowanceAt;

  /** {@code bytes} counts what waits in memory of all rooms. */
  RoomQueue(RoomRoute room, long epoch, WorkerSettings settings, AtomicLong bytes) {
    this.room = room;
    this.epoch = epoch;
    this.most = settings.count(Bound.HAND_OVER);
    this.mostBytes = settings.size(Bound.HAND_OVER_BYTES);
    this.bytes = bytes;
    this.backoff =
        new Backoff(
            settings.time(Timing.RETRY_FIRST),
            settings.time(Timing.RETRY_MOST),
            RandomGenerator.getDefault());
    this.notBefore = System.nanoTime();
    this.allowanceAt = notBefore;
    this.allowance = settings.count(Bound.PUBLISH_RATE);
  }

  RoomRoute room() {
    return room;
  }

  /** Epoch of the lease under which the room is published. */
  long epoch() {
    return epoch;
  }

  /** Offers a group that was just committed; without a place it stays in the table. */
  synchronized void offer(OutboxGroup group) {
    if (closed || inTable || group.firstSeq() <= lastSeq) {
      return;
    }
    boolean many = waiting + group.messages().size() > most && !groups.isEmpty();
    boolean full = many && bytes.get() + group.bytes() > mostBytes;
    // Without a last seq the table may hold an earlier one that an operator put there.
    boolean hole = group.firstSeq() != lastSeq + 1;
    if (loading || full || hole) {
      inTable = true;
      return;
    }
    add(group);
  }

  /** From here on what is in the table only stays there. */
  synchronized void leaveTable() {
    tableLeft = true;
  }

  /** Whether something in memory is on its way to the broker or waits for that. */
  synchronized boolean isPublishing() {
    return !groups.isEmpty() || (claimed && !loading);
  }

  /** The broker refuses the head until its configuration is changed. */
  synchronized void refused(BrokerFailure failure) {
    refusal = failure;
  }

  /** Why the head is refused; empty once it is gone, or the room is another worker's. */
  synchronized Optional<BrokerFailure> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** There may be rows that were not offered. */
  synchronized void readTable() {
    inTable = true;
  }

  /** Claims the room for one thread; false when another holds it or there is nothing to do. */
  synchronized boolean claim() {
    if (claimed || !hasWork()) {
      return false;
    }
    claimed = true;
    return true;
  }

  /** Whether the thread that holds the room should continue with it. */
  synchronized boolean hasWork() {
    return !closed && (!groups.isEmpty() || (inTable && !tableLeft));
  }

  /** Releases the room. */
  synchronized void handBack() {
    claimed = false;
  }

  /** Whether the table has to be read before there is a group; resets the mark. */
  synchronized boolean takeTableMark() {
    if (!groups.isEmpty() || !hasWork()) {
      return false;
    }
    inTable = false;
    loading = true;
    return true;
  }

  /** Groups read from the table; a {@code full} answer means that it may hold more. */
  synchronized void loaded(List<OutboxGroup> read, boolean full) {
    loading = false;
    if (closed) {
      return;
    }
    read.stream().filter(group -> group.firstSeq() > lastSeq).forEach(this::add);
    inTable |= full;
  }

  /** The table could not be read; it is read again later. */
  synchronized void notLoaded() {
    loading = false;
    inTable = true;
  }

  /**
   * The table holds {@code seq} and no queue does: rows that were put back, or whose offer was
   * lost. Reading starts before it once it was seen twice: the first time its acknowledgement may
   * have been in flight.
   */
  synchronized void leftBehind(long seq) {
    if (suspect != seq) {
      suspect = seq;
      return;
    }
    suspect = 0;
    if (!claimed && !loading && groups.isEmpty()) {
      lastSeq = Math.min(lastSeq, seq - 1);
      inTable = true;
      lookUp = true;
    }
  }

  synchronized long lastSeq() {
    return lastSeq;
  }

  synchronized @Nullable OutboxGroup head() {
    return closed ? null : groups.peek();
  }

  /** Removes the head, published or dead. A closed queue has none. */
  synchronized void removeHead() {
    refusal = null;
    OutboxGroup head = groups.poll();
    if (head != null) {
      waiting -= head.messages().size();
      bytes.addAndGet(-head.bytes());
    }
    backoff.reset();
    firstAttempt = 0;
    attempts = 0;
  }

  /** The head was refused as a whole; its members take its place. */
  synchronized void replaceHead(List<OutboxGroup> members) {
    if (groups.poll() == null) {
      return;
    }
    for (OutboxGroup member : members.reversed()) {
      groups.push(member);
    }
    firstAttempt = 0;
    attempts = 0;
  }

  /** Counts an attempt; how long ago the first one was. */
  synchronized Duration attempt(long now) {
    if (attempts++ == 0) {
      firstAttempt = now;
    }
    return Duration.ofNanos(now - firstAttempt);
  }

  synchronized int attempts() {
    return attempts;
  }

  synchronized Duration failed(Duration least) {
    Duration wait = backoff.next();
    return wait.compareTo(least) < 0 ? least : wait;
  }

  synchronized void waitUntil(long nanos) {
    notBefore = nanos;
  }

  /** Nanoseconds until the room may publish again; zero or less for now. */
  synchronized long delay(long now) {
    return notBefore - now;
  }

  /** Takes {@code messages} from the room's rate; nanoseconds until the next may follow. */
  synchronized long pace(int messages, int ratePerRoom, long now) {
    if (ratePerRoom == 0) {
      return 0;
    }
    double earned = (now - allowanceAt) / 1e9 * ratePerRoom;
    allowance = Math.min(ratePerRoom, allowance + earned) - messages;
    allowanceAt = now;
    return allowance >= 0 ? 0 : (long) (-allowance / ratePerRoom * 1e9);
  }

  /** Whether an earlier owner may have published what the table still holds. */
  synchronized boolean mayBePublished() {
    return lookUp;
  }

  /** From here on only this process has tried to publish. */
  synchronized void ownedFromHere() {
    lookUp = false;
  }

  /** Ends publishing; the remaining groups stay in the table. */
  synchronized void close() {
    closed = true;
    refusal = null;
    groups.forEach(group -> bytes.addAndGet(-group.bytes()));
    groups.clear();
    waiting = 0;
  }

  synchronized boolean isClaimed() {
    return claimed;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized int waiting() {
    return waiting;
  }

  private void add(OutboxGroup group) {
    groups.add(group);
    waiting += group.messages().size();
    bytes.addAndGet(group.bytes());
    lastSeq = group.lastSeq();
  }
}
