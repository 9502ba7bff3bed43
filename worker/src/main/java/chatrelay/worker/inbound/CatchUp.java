package chatrelay.worker.inbound;

import chatrelay.runtime.Backoff;
import chatrelay.runtime.NamedThreads;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.inbound.RoomIntake.Hole;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import io.ably.lib.types.AblyException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one mechanism that fills holes: reads a room's history from the known position to its end,
 * hands it to the lane page by page, then lets the held live messages follow.
 *
 * <p>Serves start-up, lost continuity, full memory, database outage and take-over. Owns its
 * threads, {@code catch-up}; a room is read by one of them at a time and waits in a set, so that it
 * is queued at most once. Failures are retried for ever with growing waits.
 */
public final class CatchUp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_STORED_ID = 255;

  /** Bytes of a page that is stored before the one after it is taken in. */
  private static final long LARGE_PAGE = 1 << 20;

  private final Supplier<ChannelHistory> history;
  private final Progress progress;
  private final IntakeBudget budget;
  private final WorkerSettings settings;
  private final int pageSize;
  private final InstantSource clock;
  private final ScheduledExecutorService threads;
  private final Set<RoomIntake> queued = ConcurrentHashMap.newKeySet();
  private final Set<RoomIntake> running = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<RoomIntake, Backoff> failures = new ConcurrentHashMap<>();
  private final LongAdder completed = new LongAdder();

  /** {@code history} is asked anew for each run, so that a rebuilt client is picked up. */
  public CatchUp(
      Supplier<ChannelHistory> history,
      Progress progress,
      IntakeBudget budget,
      WorkerSettings settings,
      InstantSource clock) {
    this.history = history;
    this.progress = progress;
    this.budget = budget;
    this.settings = settings;
    // A page fills at least one transaction.
    this.pageSize = Math.max(settings.count(Bound.HISTORY_PAGE), settings.count(Bound.BATCH));
    this.clock = clock;
    this.threads =
        Executors.newScheduledThreadPool(
            settings.count(Bound.CATCH_UP_THREADS), new NamedThreads("catch-up"));
  }

  /** Reads {@code room} soon; returns at once and may be called by SDK threads. */
  public void request(RoomIntake room) {
    schedule(room, Duration.ZERO);
  }

  /** Rooms that wait for catch-up or are in it. */
  public int behind() {
    return queued.size() + running.size();
  }

  /** Runs that reached the end of history so far. */
  public long completed() {
    return completed.sum();
  }

  @Override
  public void close() throws InterruptedException {
    threads.shutdownNow();
    if (!threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("catch-up did not end within {} ms", CLOSE_LIMIT.toMillis());
    }
  }

  private void schedule(RoomIntake room, Duration delay) {
    if (queued.add(room) && !later(() -> run(room), delay)) {
      queued.remove(room);
    }
  }

  /** False once closed. */
  private boolean later(Runnable work, Duration delay) {
    try {
      var _ = threads.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  private void run(RoomIntake room) {
    queued.remove(room);
    if (!running.add(room)) {
      schedule(room, settings.time(Timing.SETTLE));
      return;
    }
    if (room.isOverflowed() && !budget.isLow()) {
      running.remove(room);
      schedule(room, settings.time(Timing.SETTLE));
      return;
    }
    Optional<Hole> hole = room.begin();
    if (hole.isEmpty()) {
      running.remove(room);
      return;
    }
    Instant begun = clock.instant();
    // From here on live messages are held; history has until then to show what came before them.
    if (!later(() -> read(room, hole.get(), begun), settings.time(Timing.SETTLE))) {
      running.remove(room);
    }
  }

  private void read(RoomIntake room, Hole hole, Instant begun) {
    try {
      Reading reading = start(room, hole);
      reading.toTheEnd(room);
      reading.judge(room, begun);
      failures.remove(room);
      completed.increment();
      if (!room.finish()) {
        schedule(room, Duration.ZERO);
        return;
      }
      log.debug("{} caught up, {} messages read", room.route().name(), reading.messages);
      Instant end = clock.instant();
      later(() -> lookAgain(room, begun, end), settings.time(Timing.RECHECK));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (AblyException failure) {
      failed(room, BrokerFailure.of(failure));
    } catch (RuntimeException | Error failure) {
      log.warn("catch-up of {} failed: {}", room.route().name(), failure.toString());
      retry(room);
    } finally {
      running.remove(room);
    }
  }

  /**
   * History may have lagged: what it shows only now is stored late rather than never. What was sent
   * since catch-up ended came live.
   */
  private void lookAgain(RoomIntake room, Instant begun, Instant end) {
    if (!room.isLive()) {
      return;
    }
    try {
      Duration overlap = settings.time(Timing.SHORT_OVERLAP);
      new Reading(begun.minus(overlap), end.plus(overlap), null).toTheEnd(room);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (AblyException | RuntimeException failure) {
      log.debug("second look at {} failed: {}", room.route().name(), failure.toString());
    }
  }

  private Reading start(RoomIntake room, Hole hole) {
    Progress.Position position =
        hole == Hole.UNKNOWN ? progress.position(room.route()) : room.position();
    Instant now = clock.instant();
    Instant kept = now.minus(settings.time(Timing.HISTORY_RETENTION));
    Instant known = position.through() == null ? room.route().createdAt() : position.through();
    if (known.isAfter(now.plus(Stamps.TOLERANCE))) {
      // Written in local time, or under a wrong clock: where it should lie nobody knows.
      log.warn("{} is said to be stored up to {}; reading all history", room.route().name(), known);
      known = kept;
      room.moveBack(kept);
      progress.moveBack(room.route(), kept);
    }
    Instant through = known.isAfter(now) ? now : known;
    if (through.isBefore(kept)) {
      progress.recordGap(room.route(), through, kept, "history_expired");
    }
    Duration overlap =
        hole == Hole.DROPPED ? settings.time(Timing.SHORT_OVERLAP) : settings.time(Timing.OVERLAP);
    return new Reading(through.minus(overlap), Instant.MAX, position);
  }

  private void failed(RoomIntake room, BrokerFailure failure) {
    log.warn("history of {} can't be read: {}", room.route().name(), failure);
    retry(room);
  }

  private void retry(RoomIntake room) {
    Backoff backoff =
        failures.computeIfAbsent(
            room,
            added ->
                new Backoff(
                    settings.time(Timing.RETRY_FIRST),
                    settings.time(Timing.RETRY_MOST),
                    RandomGenerator.getDefault()));
    if (room.isClosed()) {
      failures.remove(room);
      return;
    }
    if (!budget.isLow()) {
      room.letGo();
    }
    schedule(room, backoff.next());
  }

  /** One run over a room's history. */
  private final class Reading {
    private final Instant since;
    private final Instant until;
    private final Progress.@Nullable Position position;
    private final Deque<RoomPage> unstored = new ArrayDeque<>();
    private long messages;
    private boolean anchored;

    /** Ends with the page that reaches {@code until}. */
    Reading(Instant since, Instant until, Progress.@Nullable Position position) {
      this.since = since;
      this.until = until;
      this.position = position;
    }

    void toTheEnd(RoomIntake room) throws AblyException, InterruptedException {
      Optional<ChannelHistory.Page> page =
          Optional.of(
              history
                  .get()
                  .read(
                      room.route().inbound(), since, ChannelHistory.Direction.FORWARDS, pageSize));
      while (page.isPresent() && !room.isClosed()) {
        RoomPage read = new RoomPage(room, page.get().messages());
        messages += read.messages().size();
        anchored |= holdsAnchor(read);
        if (!read.messages().isEmpty()) {
          room.read(read);
          unstored.add(read);
        }
        // The next page is fetched while the lane stores this one and the one before.
        page = reaches(read) ? Optional.empty() : page.get().next();
        awaitStored(room, read.bytes() > LARGE_PAGE ? 0 : 1);
      }
      awaitStored(room, 0);
    }

    private boolean reaches(RoomPage page) {
      // All of it: one may have the stamp of a wrong clock.
      return !page.messages().isEmpty()
          && page.messages().stream()
              .allMatch(message -> Instant.ofEpochMilli(message.timestamp()).isAfter(until));
    }

    /** Waits until at most {@code most} pages are with the lane. */
    private void awaitStored(RoomIntake room, int most) throws InterruptedException {
      while (unstored.size() > most) {
        awaitStored(room, unstored.remove());
      }
    }

    private void awaitStored(RoomIntake room, RoomPage page) throws InterruptedException {
      while (!page.stored()
          .await(settings.time(Timing.RETRY_FIRST).toMillis(), TimeUnit.MILLISECONDS)) {
        if (room.isClosed()) {
          return;
        }
      }
    }

    private boolean holdsAnchor(RoomPage page) {
      return position != null
          && position.newestId() != null
          && page.messages().stream().anyMatch(m -> isAnchor(m.id(), position.newestId()));
    }

    /** The database keeps the beginning of a long id only. */
    private boolean isAnchor(String id, String anchor) {
      return id.equals(anchor) || (anchor.length() == MAX_STORED_ID && id.startsWith(anchor));
    }

    /**
     * The newest stored message is younger than where we read from, so history must hold it. When
     * it does not, history is shorter than configured and may have lost others too.
     */
    void judge(RoomIntake room, Instant begun) {
      if (position == null || position.newestId() == null || anchored || room.isClosed()) {
        return;
      }
      Instant sentAt = position.newestSentAt();
      if (sentAt != null && !sentAt.isBefore(since)) {
        progress.recordGap(room.route(), sentAt, begun, "history_short");
      }
    }
  }
}
