package chatrelay.worker.outbound;

import chatrelay.runtime.NamedThreads;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import chatrelay.worker.store.Outbox;
import chatrelay.worker.store.OutboxGroup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the outbox of its rooms: each strictly by seq with one publish in flight, many rooms in
 * parallel.
 *
 * <p>A fixed number of threads, {@code publish}, take whichever room is ready; a room is in the
 * ready queue or held by a thread at most once, which bounds the queue by the number of rooms.
 * Rooms that wait (failure, rate) sit in the timer's queue, {@code publish-timer}.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  private static final Duration DRAIN_STEP = Duration.ofMillis(5);

  private final WorkerSettings settings;
  private final RoomPublishing publishing;
  private final Map<Long, RoomQueue> rooms = new ConcurrentHashMap<>();
  private final BlockingQueue<RoomQueue> ready = new LinkedBlockingQueue<>();

  /** Of the groups that wait in memory. */
  private final AtomicLong bytes = new AtomicLong();

  private final List<Thread> threads;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(new NamedThreads("publish-timer"));
  private volatile boolean closing;

  /** Whether this worker may publish for a shard at this moment. */
  public interface ShardLease {
    /** Whether this worker still holds the lease of this epoch. */
    boolean owns(int shard, long epoch);
  }

  /** Starts nothing; {@code lease} is asked before each publish. */
  public Publisher(
      RestClient rest,
      Outbox outbox,
      AcknowledgementWriter acknowledgements,
      PublishListener listener,
      ShardLease lease,
      InstantSource brokerClock,
      WorkerSettings settings) {
    this.settings = settings;
    this.publishing =
        new RoomPublishing(
            new Wire(rest), outbox, acknowledgements, listener, lease, brokerClock, settings);
    NamedThreads names = new NamedThreads("publish");
    this.threads =
        IntStream.range(0, settings.count(Bound.PUBLISH_THREADS))
            .mapToObj(i -> names.newThread(this::run))
            .toList();
  }

  /** Starts the threads. */
  public void start() {
    threads.forEach(Thread::start);
  }

  /** Takes up a room under a lease; what its outbox holds is published first. */
  public void open(RoomRoute room, long epoch) {
    RoomQueue queue = new RoomQueue(room, epoch, settings, bytes);
    RoomQueue before = rooms.put(room.id(), queue);
    if (before != null) {
      before.close();
    }
    schedule(queue);
  }

  /** Publishes nothing more for the room; a publish in flight is not cancelled. */
  public void close(RoomRoute room) {
    RoomQueue queue = rooms.remove(room.id());
    if (queue != null) {
      queue.close();
    }
  }

  /** Whether a publish for the room is in flight. */
  public boolean isBusy(RoomRoute room) {
    RoomQueue queue = rooms.get(room.id());
    return queue != null && queue.isClaimed();
  }

  /** Accepts groups that were just committed, in order of seq; never blocks. */
  public void offer(Collection<OutboxGroup> groups) {
    for (OutboxGroup group : groups) {
      RoomQueue queue = rooms.get(group.room().id());
      if (queue != null) {
        queue.offer(group);
        schedule(queue);
      }
    }
  }

  /** The outbox may hold rows of this room that were not offered. */
  public void readTable(RoomRoute room) {
    RoomQueue queue = rooms.get(room.id());
    if (queue != null) {
      queue.readTable();
      schedule(queue);
    }
  }

  /** The outbox holds {@code seq} although nothing of the room seems to wait. */
  public void leftBehind(long roomId, long seq) {
    RoomQueue queue = rooms.get(roomId);
    if (queue != null) {
      queue.leftBehind(seq);
      schedule(queue);
    }
  }

  /** Messages that wait in memory. */
  public int waiting() {
    return rooms.values().stream().mapToInt(RoomQueue::waiting).sum();
  }

  /** Whether any room is publishing or has something to publish. */
  public boolean isBusy() {
    return rooms.values().stream().anyMatch(queue -> queue.isClaimed() || queue.waiting() > 0);
  }

  /** What the broker refuses in one of the rooms now because of its configuration, if anything. */
  public Optional<BrokerFailure> refusal() {
    return rooms.values().stream().map(RoomQueue::refusal).flatMap(Optional::stream).findAny();
  }

  /**
   * Publishes what waits in memory, within {@code limit}, and ends the threads. What is in the
   * table only stays there: neither a backlog nor a database that does not answer is waited for.
   */
  public void drain(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    closing = true;
    rooms.values().forEach(RoomQueue::leaveTable);
    for (Thread thread : threads) {
      while (isPublishing() && thread.isAlive() && System.nanoTime() - end < 0) {
        thread.join(DRAIN_STEP);
      }
    }
  }

  private boolean isPublishing() {
    return rooms.values().stream().anyMatch(RoomQueue::isPublishing);
  }

  @Override
  public void close() {
    closing = true;
    rooms.values().forEach(RoomQueue::close);
    timer.shutdownNow();
    threads.forEach(Thread::interrupt);
  }

  private void schedule(RoomQueue queue) {
    if (queue.claim()) {
      dispatch(queue);
    }
  }

  private void dispatch(RoomQueue queue) {
    long delay = queue.delay(System.nanoTime());
    if (delay <= 0) {
      ready.add(queue);
      return;
    }
    try {
      var _ = timer.schedule(() -> ready.add(queue), delay, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      queue.handBack();
    }
  }

  private void run() {
    try {
      while (!closing || isReady()) {
        RoomQueue queue = ready.poll(100, TimeUnit.MILLISECONDS);
        if (queue != null) {
          work(queue);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isReady() {
    return !ready.isEmpty();
  }

  private void work(RoomQueue queue) {
    try {
      publishing.step(queue);
    } catch (RuntimeException | Error defect) {
      log.error("publishing for {} failed", queue.room().name(), defect);
      queue.waitUntil(System.nanoTime() + settings.time(Timing.LONG_RETRY).toNanos());
    }
    if (queue.hasWork()) {
      dispatch(queue);
      return;
    }
    queue.handBack();
    // Something may have been offered between the two.
    schedule(queue);
  }
}
