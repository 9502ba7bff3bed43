package chatrelay.bench.store;

import chatrelay.local.database.TestDatabase;
import chatrelay.runtime.NamedThreads;
import chatrelay.runtime.Secret;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import chatrelay.worker.store.Fence;
import chatrelay.worker.store.MessageStore;
import chatrelay.worker.store.Outbox;
import chatrelay.worker.store.StoreResult;
import chatrelay.worker.store.StoredMessage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures one {@link Figure} on an empty schema of its own, so that none profits from what another
 * left in memory or suffers from its rows.
 */
final class StoreRun implements AutoCloseable {
  private static final int MARKED_TOGETHER = 500;
  private static final long LIMIT_SECONDS = 30;

  private final StoreOptions options;
  private final TestDatabase schema;
  private final Database database;
  private final List<RoomRoute> rooms = new ArrayList<>();
  private final ExecutorService threads;
  private final Meter meter = new Meter();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean running = true;

  StoreRun(StoreOptions options) {
    this.options = options;
    this.schema = TestDatabase.create(options.server());
    options
        .variables()
        .forEach((name, value) -> schema.execute("SET GLOBAL " + name + " = " + value));
    this.database = Database.open(settings());
    this.threads = Executors.newCachedThreadPool(new NamedThreads("store-bench"));
    database.migrate();
    Rooms created = new Rooms(database, Clock.systemUTC());
    for (int room = 0; room < options.rooms(); room++) {
      rooms.add(route(created.create(RoomName.of("room-" + room), "Room " + room)));
    }
  }

  private DatabaseSettings settings() {
    DatabaseSettings local =
        DatabaseSettings.local(
            schema.host(),
            schema.port(),
            schema.name(),
            schema.username(),
            Secret.of(schema.password()));
    return local.withPoolSize(options.connections() + 1);
  }

  private static RoomRoute route(Room room) {
    return RoomRoute.of(room, ChannelNames.standard());
  }

  Meter.Reading measure(Figure figure) {
    MessageStore store = new MessageStore(database);
    switch (figure) {
      case RAW -> each(this::rawInserts);
      case NO_FENCE -> each((mine, name) -> storing(store, mine, name, false, Batches::prepared));
      case STORED -> each((mine, name) -> storing(store, mine, name, true, Batches::prepared));
      case LANE -> each((mine, name) -> storing(store, mine, name, true, Batches::moderated));
      case ACKNOWLEDGED -> {
        return acknowledged(store);
      }
      case STORED_AND_ACKNOWLEDGED -> bothAtOnce(store);
    }
    pause(options.warmup());
    meter.begin();
    pause(options.seconds());
    Meter.Reading reading = meter.end();
    throwFailure();
    return reading;
  }

  /** The work of one thread on its share of the rooms; returns one step. */
  private interface Work {
    Runnable of(List<RoomRoute> rooms, String name);
  }

  private void each(Work work) {
    for (int thread = 0; thread < options.connections(); thread++) {
      String name = String.valueOf(thread);
      List<RoomRoute> mine = new ArrayList<>();
      for (int room = thread; room < rooms.size(); room += options.connections()) {
        mine.add(rooms.get(room));
      }
      Runnable step = work.of(mine, name);
      threads.execute(() ->
          repeat(() -> {
            step.run();
            meter.add(options.batch());
          }));
    }
  }

  private void repeat(Runnable step) {
    try {
      long before = Meter.threadNanos();
      while (running) {
        step.run();
        long now = Meter.threadNanos();
        meter.clientTime(now - before);
        before = now;
      }
    } catch (RuntimeException stopped) {
      failure.compareAndSet(null, stopped);
    }
  }

  private Runnable rawInserts(List<RoomRoute> mine, String name) {
    return new RawInsert(database, mine, name, options.batch())::insert;
  }

  private Runnable storing(
      MessageStore store, List<RoomRoute> mine, String name, boolean fenced, Source source) {
    Batches batches = new Batches(mine, name, options.batch(), options.banned());
    Fence fence = fenced ? fence(mine) : new Fence(Map.of());
    return () -> store.store(source.next(batches), fence);
  }

  private interface Source {
    List<ModeratedMessage> next(Batches batches);
  }

  private static Fence fence(List<RoomRoute> rooms) {
    Map<Integer, Long> epochs = new HashMap<>();
    rooms.forEach(room -> epochs.put(room.shard(), 0L));
    return new Fence(epochs);
  }

  private Meter.Reading acknowledged(MessageStore store) {
    Outbox outbox = new Outbox(database);
    Batches batches = new Batches(rooms, "0", options.batch(), options.banned());
    Supplier<List<Long>> stored = () -> ids(store.store(batches.prepared(), fence(rooms)));
    List<Long> waiting = new ArrayList<>();
    while (waiting.size() < options.acknowledgements()) {
      waiting.addAll(stored.get());
    }
    long before = Meter.threadNanos();
    meter.begin();
    for (int from = 0; from < waiting.size(); from += MARKED_TOGETHER) {
      List<Long> marked = waiting.subList(from, Math.min(waiting.size(), from + MARKED_TOGETHER));
      outbox.acknowledge(marked);
      meter.add(marked.size());
    }
    meter.clientTime(Meter.threadNanos() - before);
    return meter.end();
  }

  private void bothAtOnce(MessageStore store) {
    BlockingQueue<List<Long>> published = new ArrayBlockingQueue<>(20);
    Outbox outbox = new Outbox(database);
    each((mine, name) -> {
      Batches batches = new Batches(mine, name, options.batch(), options.banned());
      Fence fence = fence(mine);
      return () -> offer(published, ids(store.store(batches.prepared(), fence)));
    });
    threads.execute(() ->
        repeat(() -> {
          List<Long> marked = take(published);
          if (!marked.isEmpty()) {
            outbox.acknowledge(marked);
          }
        }));
  }

  private static List<Long> ids(StoreResult result) {
    return result.groups().stream()
        .flatMap(group -> group.messages().stream())
        .map(StoredMessage::id)
        .toList();
  }

  private static void offer(BlockingQueue<List<Long>> published, List<Long> ids) {
    try {
      if (!published.offer(ids, LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing was acknowledged for " + LIMIT_SECONDS + " s");
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Long> take(BlockingQueue<List<Long>> published) {
    List<Long> ids = new ArrayList<>();
    try {
      List<Long> first = published.poll(100, TimeUnit.MILLISECONDS);
      while (first != null && ids.size() + first.size() <= MARKED_TOGETHER) {
        ids.addAll(first);
        first = ids.size() < MARKED_TOGETHER / 2 ? published.poll() : null;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return ids;
  }

  private void pause(int seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < deadline && failure.get() == null) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private void throwFailure() {
    RuntimeException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void close() {
    running = false;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    database.close();
    schema.close();
  }
}
