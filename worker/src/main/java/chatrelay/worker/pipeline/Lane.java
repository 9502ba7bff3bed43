package chatrelay.worker.pipeline;

import chatrelay.runtime.Backoff;
import chatrelay.runtime.NamedThreads;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.inbound.LaneInbox;
import chatrelay.worker.inbound.LaneInbox.Arrival;
import chatrelay.worker.inbound.MessageReader;
import chatrelay.worker.inbound.RoomIntake;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import chatrelay.worker.moderate.ModerationStep;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import chatrelay.worker.store.Fence;
import chatrelay.worker.store.MessageStore;
import chatrelay.worker.store.MessageStore.Burial;
import chatrelay.worker.store.StoreResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the waiting messages of its rooms, judges and stores them as one batch over all rooms.
 *
 * <p>One thread, {@code lane}. Batches form by themselves: alone when little comes, up to the limit
 * under load. A failed batch is stored again until it is in, its shards are lost or the lane ends.
 * A dropped message forfeits its room: nothing after it is stored from memory, and history delivers
 * it again, in order.
 */
final class Lane {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final int MOST_DUPLICATE_ERRORS = 3;

  /**
   * A transaction costs the database some milliseconds at any size: small ones start at least this
   * far apart, and the messages in between share one. A message after a pause is stored at once.
   */
  private static final Duration PACE = Duration.ofMillis(20);

  private final LaneInbox inbox;
  private final MessageReader reader;
  private final ModerationStep moderation;
  private final MessageStore store;
  private final Ownership ownership;
  private final StoreListener listener;
  private final WorkerSettings settings;
  private final Backoff backoff;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread;
  private final Set<RoomRoute> unsure = new HashSet<>();

  /** Leases of the current batch, and those of them that were lost. */
  private Map<Integer, Long> epochs = Map.of();

  private final Set<Integer> lost = new HashSet<>();
  private volatile boolean draining;
  private volatile boolean troubled;

  /** Called with stored messages, on the lane's thread; must return at once. */
  interface StoreListener {
    /** Committed; {@code nanos} is how long the transaction took. */
    void stored(StoreResult result, long nanos);

    /** A COMMIT before this may have succeeded unseen: the outbox may hold more of these rooms. */
    void uncertain(Set<RoomRoute> rooms);

    /** A room was forfeited because its messages were dropped; it must be restarted. */
    void forfeited();

    /** Another worker owns the shard. */
    void fenced(int shard);

    /** The database failed; the batch is retried unless a message in it is refused. */
    void failed(SqlFailure failure);

    /** A message could not be stored; {@code remains} is poison, gap or lost. */
    void buried(String remains);

    /** Judged a batch of {@code messages} within {@code nanos}. */
    void moderated(int messages, long nanos);
  }

  Lane(
      LaneInbox inbox,
      MessageReader reader,
      ModerationStep moderation,
      MessageStore store,
      Ownership ownership,
      StoreListener listener,
      WorkerSettings settings) {
    this.inbox = inbox;
    this.reader = reader;
    this.moderation = moderation;
    this.store = store;
    this.ownership = ownership;
    this.listener = listener;
    this.settings = settings;
    this.backoff =
        new Backoff(
            settings.time(Timing.RETRY_FIRST).dividedBy(4),
            settings.time(Timing.LONG_RETRY),
            RandomGenerator.getDefault());
    this.thread = new NamedThreads("lane").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  LaneInbox inbox() {
    return inbox;
  }

  /** Whether the database refuses the current batch for a reason that only an operator can fix. */
  boolean isTroubled() {
    return troubled;
  }

  /** Ends once the waiting messages are stored; returns at once. */
  void drain() {
    draining = true;
  }

  /**
   * Waits for the end of a drained lane until {@code deadline} of the monotonic clock, then ends
   * it. What it has not stored is in history.
   */
  void end(long deadline) throws InterruptedException {
    try {
      thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    } finally {
      ending.countDown();
      thread.interrupt();
    }
  }

  private void run() {
    try {
      while (ending.getCount() > 0 && !(draining && inbox.isEmpty())) {
        LaneInbox.Batch batch = inbox.take(settings.count(Bound.BATCH), IDLE);
        if (!batch.arrivals().isEmpty()) {
          long begun = System.nanoTime();
          process(batch);
          rest(batch, begun);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void rest(LaneInbox.Batch batch, long begun) throws InterruptedException {
    long left = begun + PACE.toNanos() - System.nanoTime();
    boolean small = batch.isLive() && batch.arrivals().size() < settings.count(Bound.BATCH) / 2;
    if (small && left > 0 && !draining) {
      boolean _ = ending.await(left, TimeUnit.NANOSECONDS);
    }
  }

  private void process(LaneInbox.Batch batch) throws InterruptedException {
    epochs = ownership.trusted();
    lost.clear();
    boolean failed = false;
    try {
      store(moderated(batch.arrivals()));
    } catch (RuntimeException | Error defect) {
      // A lane that ended would block its rooms. These messages are neither stored nor known to be
      // unstorable: history must deliver them again.
      log.error("a batch of {} messages failed", batch.arrivals().size(), defect);
      failed = true;
      boolean _ = ending.await(settings.time(Timing.LONG_RETRY).toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      // Stored, dropped or owned by another worker: the database refuses nothing at present.
      troubled = false;
      forfeit(batch.arrivals(), failed);
      batch.stored();
      batch.arrivals().forEach(arrival -> arrival.room().settled());
    }
  }

  /** Before anything can treat these as stored. */
  private void forfeit(List<Arrival> arrivals, boolean all) {
    boolean forfeited = false;
    for (Arrival arrival : arrivals) {
      RoomIntake room = arrival.room();
      if (!room.isForfeited() && (all || !isHeld(room) || lost.contains(room.route().shard()))) {
        room.forfeit();
        forfeited = true;
      }
    }
    if (forfeited) {
      listener.forfeited();
    }
  }

  private boolean isHeld(RoomIntake room) {
    Long epoch = epochs.get(room.route().shard());
    return epoch != null && epoch == room.epoch();
  }

  private List<ModeratedMessage> moderated(List<Arrival> arrivals) {
    long start = System.nanoTime();
    List<ModeratedMessage> moderated = new ArrayList<>(arrivals.size());
    for (Arrival arrival : arrivals) {
      RoomRoute room = arrival.room().route();
      if (isHeld(arrival.room()) && !arrival.room().isForfeited()) {
        moderated.add(moderation.moderate(reader.read(room, arrival.message())));
      }
    }
    listener.moderated(moderated.size(), System.nanoTime() - start);
    return moderated;
  }

  private void store(List<ModeratedMessage> batch) throws InterruptedException {
    List<ModeratedMessage> left = batch;
    int duplicates = 0;
    while (ending.getCount() > 0) {
      left = left.stream().filter(this::isOwned).toList();
      Optional<Fence> fence = ownership.fence(leases(left));
      if (left.isEmpty()) {
        return;
      }
      if (fence.isEmpty()) {
        continue;
      }
      try {
        long start = System.nanoTime();
        StoreResult result = store.store(left, fence.get());
        succeeded(result, System.nanoTime() - start);
        return;
      } catch (Fence.FencedException lost) {
        listener.fenced(lost.shard());
      } catch (DataAccessException failure) {
        SqlFailure kind = SqlFailure.classify(failure);
        listener.failed(kind);
        duplicates += kind == SqlFailure.DUPLICATE ? 1 : 0;
        if (kind == SqlFailure.POISON || duplicates > MOST_DUPLICATE_ERRORS) {
          bisect(left, fence.get(), failure);
          return;
        }
        if (kind == SqlFailure.UNKNOWN_OUTCOME) {
          unsure.addAll(rooms(left));
        }
        pause(kind);
      }
    }
  }

  private void succeeded(StoreResult result, long nanos) {
    backoff.reset();
    if (!unsure.isEmpty()) {
      // First, so that this batch does not overtake rows stored by an unconfirmed COMMIT.
      listener.uncertain(Set.copyOf(unsure));
      unsure.clear();
    }
    listener.stored(result, nanos);
  }

  private void pause(SqlFailure kind) throws InterruptedException {
    if (kind == SqlFailure.DUPLICATE) {
      return;
    }
    Duration wait = backoff.next();
    if (kind == SqlFailure.DISK_FULL || !kind.isRetryable()) {
      troubled = true;
      Duration least = settings.time(Timing.LONG_RETRY);
      wait = wait.compareTo(least) < 0 ? least : wait;
    }
    log.warn("messages can't be stored ({}), again in {} ms", kind, wait.toMillis());
    boolean _ = ending.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Halves the batch down to the message that the database refuses; the others are stored. */
  private void bisect(List<ModeratedMessage> batch, Fence fence, DataAccessException failure)
      throws InterruptedException {
    if (batch.size() > 1) {
      int middle = batch.size() / 2;
      store(batch.subList(0, middle));
      store(batch.subList(middle, batch.size()));
      return;
    }
    ModeratedMessage poison = batch.getFirst();
    int code = failure.getCause() instanceof SQLException sql ? sql.getErrorCode() : 0;
    log.error("{} can't be stored as it is (code {})", poison, code);
    bury(poison, fence, code);
  }

  /** Stores as much of it as the database accepts, at least a gap. */
  private void bury(ModeratedMessage poison, Fence fence, int code) throws InterruptedException {
    Deque<Burial> left = new ArrayDeque<>(List.of(Burial.values()));
    while (ending.getCount() > 0 && isOwned(poison)) {
      Burial burial = left.peek();
      if (burial == null) {
        log.error("{} can't be stored in any way (code {}), not even as a gap", poison, code);
        listener.buried("lost");
        return;
      }
      try {
        store.bury(poison, fence, code, burial);
        if (burial.isGap()) {
          log.error(
              "{} could not be stored as a dead letter (code {}); a row in gap records it",
              poison,
              code);
        }
        listener.buried(burial.isGap() ? "gap" : "poison");
        return;
      } catch (Fence.FencedException lost) {
        listener.fenced(lost.shard());
      } catch (DataAccessException failure) {
        SqlFailure kind = SqlFailure.classify(failure);
        listener.failed(kind);
        if (kind == SqlFailure.POISON || kind == SqlFailure.DUPLICATE) {
          left.remove();
        } else {
          pause(kind);
        }
      }
    }
  }

  /** A lost shard stays lost for this batch: later messages must not be stored without it. */
  private boolean isOwned(ModeratedMessage message) {
    int shard = message.inbound().room().shard();
    Long epoch = epochs.get(shard);
    boolean owned = epoch != null && !lost.contains(shard) && ownership.owns(shard, epoch);
    if (!owned) {
      lost.add(shard);
    }
    return owned;
  }

  private Map<Integer, Long> leases(List<ModeratedMessage> batch) {
    Map<Integer, Long> leases = new HashMap<>();
    for (ModeratedMessage message : batch) {
      int shard = message.inbound().room().shard();
      leases.put(shard, epochs.getOrDefault(shard, -1L));
    }
    return leases;
  }

  private static Set<RoomRoute> rooms(List<ModeratedMessage> batch) {
    return batch.stream().map(message -> message.inbound().room()).collect(Collectors.toSet());
  }
}
