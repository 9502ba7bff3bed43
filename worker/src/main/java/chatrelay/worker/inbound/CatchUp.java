package chatrelay.worker.inbound;

import chatrelay.runtime.Backoff;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.inbound.FairTurns.Urgency;
import chatrelay.worker.inbound.RoomIntake.Hole;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import io.ably.lib.types.AblyException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one mechanism that fills holes: reads a room's history from the known position to its end,
 * passes it to the lane page by page, then releases the held live messages.
 *
 * <p>Serves start-up, lost continuity, full memory, database outage and take-over. Rooms take turns
 * page by page, see {@link FairTurns}, so that a long backlog delays no other room. A room is in at
 * most one run and queued at most once; nothing is kept of a closed one. Failures are retried with
 * growing waits until the room is read or closed.
 */
public final class CatchUp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** Bytes of history that wait for the lanes. */
  private static final long MOST_UNSTORED = 16 << 20;

  private final History history;
  private final Progress progress;
  private final WorkerSettings settings;
  private final int pageSize;
  private final InstantSource clock;
  private final FairTurns turns;
  private final PageMemory memory = new PageMemory(MOST_UNSTORED);
  private final Queue<HistoryReading> parked = new ConcurrentLinkedQueue<>();
  private final Set<RoomIntake> queued = ConcurrentHashMap.newKeySet();
  private final Set<RoomIntake> running = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<RoomIntake, Backoff> failures = new ConcurrentHashMap<>();
  private final ConcurrentMap<RoomIntake, Window> secondLooks = new ConcurrentHashMap<>();
  private final LongAdder completed = new LongAdder();

  /** Where a channel's history comes from; blocks for at most one request. */
  @FunctionalInterface
  public interface History {
    /**
     * The first page, oldest messages first, of what {@code channel} carried from {@code start} on.
     *
     * @throws AblyException when the broker does not answer or refuses
     */
    ChannelHistory.Page read(String channel, Instant start, int limit) throws AblyException;
  }

  /** When the runs began, one or more, that are looked at once more. */
  private record Window(Instant first, Instant last, int runs) {
    static Window of(Instant begun) {
      return new Window(begun, begun, 1);
    }

    Window with(Window other) {
      return new Window(
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last,
          runs + other.runs);
    }
  }

  /** Starts no thread before the first request. */
  public CatchUp(History history, Progress progress, WorkerSettings settings, InstantSource clock) {
    this.history = history;
    this.progress = progress;
    this.settings = settings;
    // A page fills at least one transaction.
    this.pageSize = Math.max(settings.count(Bound.HISTORY_PAGE), settings.count(Bound.BATCH));
    this.clock = clock;
    this.turns = new FairTurns(settings.count(Bound.CATCH_UP_THREADS));
  }

  /** Reads history with the client that {@code rest} holds at each page, as a key may rotate. */
  public static CatchUp over(
      RestClient rest, Progress progress, WorkerSettings settings, InstantSource clock) {
    return new CatchUp(
        (channel, start, limit) ->
            new ChannelHistory(rest.get())
                .read(channel, start, ChannelHistory.Direction.FORWARDS, limit),
        progress,
        settings,
        clock);
  }

  /** Reads {@code room} soon; returns at once and may be called by SDK threads. */
  public void request(RoomIntake room) {
    schedule(room, Duration.ZERO);
  }

  /** Rooms waiting for catch-up or catching up. */
  public int behind() {
    return queued.size() + running.size();
  }

  /** Runs that reached the end of history so far. */
  public long completed() {
    return completed.sum();
  }

  /** Rooms of which anything is remembered. */
  int remembered() {
    return behind() + failures.size() + secondLooks.size();
  }

  @Override
  public void close() throws InterruptedException {
    if (!turns.end()) {
      log.warn("catch-up did not end in time; its request to the broker is still under way");
    }
  }

  private void schedule(RoomIntake room, Duration delay) {
    if (!queued.add(room)) {
      return;
    }
    BooleanSupplier turn = () -> turns.add(Urgency.CATCH_UP, room.lastActive(), () -> begin(room));
    boolean open =
        delay.isZero()
            ? turn.getAsBoolean()
            : turns.later(
                delay,
                () -> {
                  boolean _ = turn.getAsBoolean();
                });
    if (!open) {
      queued.remove(room);
    }
  }

  private void begin(RoomIntake room) {
    queued.remove(room);
    if (!running.add(room)) {
      schedule(room, settings.time(Timing.SETTLE));
      return;
    }
    boolean goesOn = false;
    try {
      goesOn = begun(room);
    } catch (RuntimeException | Error failure) {
      failed(room, failure);
    } finally {
      if (!goesOn) {
        running.remove(room);
      }
    }
  }

  /** Whether the room is read from now on. */
  private boolean begun(RoomIntake room) {
    if (room.isOverflowed() && !room.hasRoom()) {
      schedule(room, settings.time(Timing.SETTLE));
      return false;
    }
    Hole hole = room.begin().orElse(null);
    if (hole == null) {
      failures.remove(room);
      return false;
    }
    Instant begun = clock.instant();
    HistoryReading reading;
    try {
      reading = reading(room, hole, begun);
    } catch (RuntimeException | Error failure) {
      room.stillMissing(hole);
      throw failure;
    }
    // From here on live messages are held; history must show everything before them.
    return turns.later(settings.time(Timing.SETTLE), () -> goOn(reading));
  }

  private HistoryReading reading(RoomIntake room, Hole hole, Instant now) {
    Progress.Position position =
        hole == Hole.UNKNOWN ? progress.position(room.route()) : room.position();
    Instant kept = now.minus(settings.time(Timing.HISTORY_RETENTION));
    Instant known = position.through() == null ? room.route().createdAt() : position.through();
    if (known.isAfter(now.plus(Stamps.TOLERANCE))) {
      // Written in local time, or under a wrong clock: the true position is unknown.
      log.warn("{} is said to be stored up to {}; reading all history", room.route().name(), known);
      known = kept;
      room.moveBack(kept);
      progress.moveBack(room.route(), kept);
    }
    Instant through = known.isAfter(now) ? now : known;
    if (through.isBefore(kept)) {
      progress.recordGap(room.route(), through, kept, "history_expired");
    }
    return new HistoryReading(
        room, hole, history, now, since(room, hole, through), Instant.MAX, position, pageSize);
  }

  private Instant since(RoomIntake room, Hole hole, Instant through) {
    if (hole != Hole.DROPPED) {
      return through.minus(settings.time(Timing.OVERLAP));
    }
    Duration usual = settings.time(Timing.SHORT_OVERLAP);
    return room.droppedSince().orElse(through).minus(usual);
  }

  /** Called after every page that was fetched or stored; returns at once. */
  private void goOn(HistoryReading reading) {
    switch (reading.next()) {
      case FETCH ->
          add(
              reading,
              reading.hole() == null ? Urgency.SECOND_LOOK : Urgency.CATCH_UP,
              () -> fetch(reading));
      case END -> add(reading, Urgency.FINISH, () -> end(reading));
      case WAIT -> {}
    }
  }

  private void add(HistoryReading reading, Urgency urgency, Runnable work) {
    if (!turns.add(urgency, reading.lastActive(), work)) {
      running.remove(reading.room());
    }
  }

  private void fetch(HistoryReading reading) {
    long reserved = memory.reserve(reading.isFirst());
    if (reserved == 0) {
      reading.release();
      parked.add(reading);
      unpark();
      return;
    }
    long bytes = 0;
    try {
      bytes = reading.fetch(size -> stored(reading, size));
    } catch (AblyException failure) {
      failed(reading, BrokerFailure.of(failure));
      return;
    } catch (RuntimeException | Error failure) {
      failed(reading, failure);
      return;
    } finally {
      memory.settle(reserved, bytes);
      unpark();
    }
    reading.release();
    goOn(reading);
  }

  /** On the lane's thread. */
  private void stored(HistoryReading reading, long size) {
    memory.release(size);
    reading.stored();
    goOn(reading);
    unpark();
  }

  private void unpark() {
    while (memory.hasRoom()) {
      HistoryReading next = parked.poll();
      if (next == null) {
        return;
      }
      goOn(next);
    }
  }

  private void end(HistoryReading reading) {
    if (reading.hole() == null) {
      return;
    }
    RoomIntake room = reading.room();
    try {
      reading
          .missingAnchor()
          .ifPresent(
              sent -> progress.recordGap(room.route(), sent, reading.begun(), "history_short"));
      failures.remove(room);
      completed.increment();
      if (!room.finish()) {
        schedule(room, Duration.ZERO);
        return;
      }
      log.debug("{} caught up, {} messages read", room.route().name(), reading.messages());
      if (!reading.hasMetLiveMessages()) {
        lookAgainLater(room, Window.of(reading.begun()));
      }
    } catch (RuntimeException | Error failure) {
      failed(reading, failure);
    } finally {
      running.remove(room);
    }
  }

  private void lookAgainLater(RoomIntake room, Window window) {
    if (room.isClosed() || secondLooks.merge(room, window, Window::with).runs() > 1) {
      return;
    }
    Runnable look = () -> turns.add(Urgency.SECOND_LOOK, room.lastActive(), () -> lookAgain(room));
    if (!turns.later(settings.time(Timing.RECHECK), look)) {
      secondLooks.remove(room);
    }
  }

  /**
   * History may have lagged: what it shows only now is stored late rather than never. What was sent
   * since a run began came live, whatever history showed.
   */
  private void lookAgain(RoomIntake room) {
    Window window = secondLooks.remove(room);
    if (window == null || !room.isLive()) {
      return;
    }
    if (clock.instant().isBefore(window.last().plus(settings.time(Timing.RECHECK).dividedBy(2)))) {
      lookAgainLater(room, Window.of(window.last()));
    }
    Duration overlap = settings.time(Timing.SHORT_OVERLAP);
    Instant since = window.first().minus(overlap);
    Instant until = window.last().plus(overlap);
    goOn(new HistoryReading(room, null, history, window.first(), since, until, null, pageSize));
  }

  private void failed(HistoryReading reading, Object failure) {
    RoomIntake room = reading.room();
    if (reading.hole() == null) {
      log.debug("second look at {} failed: {}", room.route().name(), failure);
      return;
    }
    room.stillMissing(reading.hole());
    failed(room, failure);
    running.remove(room);
  }

  private void failed(RoomIntake room, Object failure) {
    boolean network = failure instanceof BrokerFailure known && known.isOfNetwork();
    log.atLevel(network ? Level.DEBUG : Level.WARN)
        .log("history of {} can't be read: {}", room.route().name(), failure);
    if (room.isClosed()) {
      failures.remove(room);
      return;
    }
    if (!room.hasRoom()) {
      room.letGo();
    }
    schedule(room, failures.computeIfAbsent(room, added -> backoff()).next());
  }

  private Backoff backoff() {
    return new Backoff(
        settings.time(Timing.RETRY_FIRST),
        settings.time(Timing.RETRY_MOST),
        RandomGenerator.getDefault());
  }
}
