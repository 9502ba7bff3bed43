package chatrelay.worker.pipeline;

import chatrelay.runtime.Health;
import chatrelay.runtime.Metrics;
import chatrelay.runtime.Shutdown;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.Rooms;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.BrokerClock;
import chatrelay.worker.broker.BrokerFailure;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.inbound.BrokerConnections;
import chatrelay.worker.inbound.CatchUp;
import chatrelay.worker.inbound.IntakeBudget;
import chatrelay.worker.inbound.LaneInbox;
import chatrelay.worker.inbound.MessageReader;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModerationStep;
import chatrelay.worker.outbound.Acknowledgement;
import chatrelay.worker.outbound.AcknowledgementWriter;
import chatrelay.worker.outbound.Feedback;
import chatrelay.worker.outbound.PublishListener;
import chatrelay.worker.outbound.Publisher;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import chatrelay.worker.store.HeldMessages;
import chatrelay.worker.store.Leases;
import chatrelay.worker.store.MessageStore;
import chatrelay.worker.store.Outbox;
import chatrelay.worker.store.StoreResult;
import chatrelay.worker.store.StoredProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a message: received, judged, stored, published, acknowledged.
 *
 * <p>Builds the parts, connects them and closes them in this order: intake off, lanes drained,
 * publishes flushed, acknowledgements written, leases released. The steps share one deadline and
 * none depends on the success of another; unfinished work is repeated from history and outbox.
 */
public final class Pipeline implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** Of closing, all but storing and publishing. */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofMillis(100);

  private final WorkerSettings settings;
  private final PipelineMetrics metrics;
  private final Ownership ownership;
  private final BrokerConnections connections;
  private final CatchUp catchUp;
  private final List<Lane> lanes = new ArrayList<>();
  private final AcknowledgementWriter acknowledgements;
  private final Publisher publisher;
  private final Feedback feedback;
  private final RoomKeeper rooms;
  private final LeaseKeeper leases;
  private final DecisionNotes decisions;
  private final Housekeeping housekeeping;
  private volatile boolean abandoned;

  /**
   * Builds everything and starts nothing. Both databases and {@code rest} stay the caller's; {@code
   * leaseDatabase} has a connection of its own, since leases must not wait for one that a
   * transaction has.
   */
  public Pipeline(
      Database database,
      Database leaseDatabase,
      AblyClients clients,
      RestClient rest,
      ChannelNames channels,
      ModerationStep moderation,
      String worker,
      WorkerSettings settings,
      Clock clock,
      Metrics metrics,
      Health health) {
    this.settings = settings;
    this.metrics = new PipelineMetrics(metrics);
    BrokerClock brokerClock = new BrokerClock(clock);
    Outbox outbox = new Outbox(database);
    StoredProgress progress = new StoredProgress(database);
    IntakeBudget budget =
        new IntakeBudget(settings.size(Bound.QUEUE_MESSAGES), settings.size(Bound.QUEUE_BYTES));
    ownership = new Ownership(settings.time(Timing.LEASE));
    catchUp = CatchUp.over(rest, progress, settings, brokerClock);
    connections = new BrokerConnections(clients, settings, brokerClock);
    acknowledgements = acknowledgements(outbox, settings);
    publisher =
        new Publisher(
            rest,
            outbox,
            acknowledgements,
            new Published(),
            ownership::owns,
            brokerClock,
            settings);
    feedback = new Feedback(rest, channels::feedback);
    MessageReader reader = new MessageReader(brokerClock);
    MessageStore store = new MessageStore(database);
    for (int index = 0; index < settings.count(Bound.LANES); index++) {
      lanes.add(
          new Lane(new LaneInbox(), reader, moderation, store, ownership, new Stored(), settings));
    }
    rooms = roomKeeper(new Rooms(database, clock), channels, budget, brokerClock);
    leases = leaseKeeper(leaseDatabase, worker);
    decisions = new DecisionNotes(new HeldMessages(database), ownership, feedback);
    housekeeping =
        new Housekeeping(
            database,
            rest,
            brokerClock,
            rooms,
            progress,
            settings.time(Timing.HISTORY_RETENTION),
            outbox,
            publisher,
            decisions);
    register(health, budget);
  }

  private static AcknowledgementWriter acknowledgements(Outbox outbox, WorkerSettings settings) {
    return new AcknowledgementWriter(
        outbox, settings.time(Timing.RETRY_FIRST).dividedBy(4), settings.time(Timing.LONG_RETRY));
  }

  private RoomKeeper roomKeeper(
      Rooms stored, ChannelNames channels, IntakeBudget budget, BrokerClock brokerClock) {
    return new RoomKeeper(
        stored, channels, ownership, connections, catchUp, publisher, budget, lanes, brokerClock);
  }

  private LeaseKeeper leaseKeeper(Database leaseDatabase, String worker) {
    Duration lease = settings.time(Timing.LEASE);
    return new LeaseKeeper(
        new Leases(leaseDatabase, worker, lease), ownership, worker, lease, new Shards());
  }

  /** Starts to acquire leases, and with them rooms. */
  public void start() {
    acknowledgements.start();
    publisher.start();
    feedback.start();
    connections.start();
    lanes.forEach(Lane::start);
    housekeeping.start(settings.time(Timing.HOUSEKEEPING));
    rooms.start(settings.time(Timing.ROOM_POLL));
    leases.start();
  }

  /** Shards held now. */
  public Set<Integer> shards() {
    return ownership.shards();
  }

  /**
   * Whether every room of this worker is followed without a hole and everything stored is
   * published.
   */
  public boolean isCaughtUp() {
    return catchUp.behind() == 0
        && rooms.running().stream().allMatch(room -> room.isLive() && !room.isUnderWay())
        && !publisher.isBusy()
        && acknowledgements.unwritten() == 0;
  }

  /** Rooms followed now. */
  public int roomCount() {
    return rooms.running().size();
  }

  /**
   * Ends at once, as a crash would: nothing is drained, nothing released. For tests of recovery.
   */
  public void abandon() {
    abandoned = true;
    connections.close();
    rooms.endIntake();
    housekeeping.stop();
    publisher.close();
    acknowledgements.abandon();
    feedback.close();
    try {
      catchUp.close();
      leases.stop();
      for (Lane lane : lanes) {
        lane.end(System.nanoTime());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** How long {@link #close()} takes at most with these settings. */
  public static Duration closeLimit(WorkerSettings settings) {
    return settings.time(Timing.STOP).multipliedBy(2).plus(CLOSING);
  }

  @Override
  public void close() {
    if (abandoned) {
      return;
    }
    Duration limit = closeLimit(settings);
    long deadline = System.nanoTime() + limit.toNanos();
    Duration stop = settings.time(Timing.STOP);
    Shutdown steps = new Shutdown(limit);
    // From the last to the first: the leases have all the time that the others leave.
    steps.add("leases", limit, () -> giveUpLeases(deadline));
    steps.add("housekeeping", STEP, housekeeping::stop);
    steps.add("feedback", STEP, feedback);
    steps.add("acknowledgements", STEP.multipliedBy(2), acknowledgements);
    steps.add("publisher", STEP, publisher);
    steps.add("publishes", stop.plus(GRACE), () -> publisher.drain(stop));
    steps.add("lanes", stop.plus(GRACE), () -> drainLanes(stop));
    steps.add("catch-up", STEP.multipliedBy(2), catchUp);
    steps.add("connections", STEP, connections);
    steps.add("intake", STEP, rooms::endIntake);
    steps.close();
  }

  private void drainLanes(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    lanes.forEach(Lane::drain);
    for (Lane lane : lanes) {
      lane.end(end);
    }
  }

  private void giveUpLeases(long deadline) throws InterruptedException {
    try {
      leases.stop();
    } finally {
      leases.releaseAll(deadline);
    }
  }

  private void register(Health health, IntakeBudget budget) {
    health.register(
        "database",
        () ->
            housekeeping
                .databaseFailure()
                .map(failure -> Health.Check.down(failure.name()))
                .orElseGet(() ->
                    lanes.stream().anyMatch(Lane::isTroubled)
                        ? Health.Check.down("messages can't be stored")
                        : Health.Check.up("answers")));
    health.register("broker", this::brokerCheck);
    health.register("lease", this::leaseCheck);
    health.register("lag", this::lagCheck);
    metrics.gauge("chat.inflight.messages", "Received and not stored", budget, b -> b.messages());
    metrics.gauge("chat.inflight.bytes", "Memory of these", budget, b -> b.bytes());
    metrics.gauge(
        "chat.broker.connected", "Subscribing connections up", connections, c -> c.connected());
    metrics.gauge("chat.rooms.behind", "Rooms catching up", catchUp, c -> c.behind());
    metrics.gauge("chat.shards.held", "Leases held", ownership, o -> o.shards().size());
    metrics.gauge("chat.gaps.open", "Stretches of lost messages", housekeeping, h -> h.openGaps());
    metrics.gauge(
        "chat.messages.held", "Messages that wait for a moderator", decisions, d -> d.waiting());
    metrics.gauge(
        "chat.outbox.pending.messages",
        "Stored and not published, all workers",
        housekeeping,
        h -> h.backlog().messages());
    metrics.gauge(
        "chat.outbox.oldest.seconds",
        "Age of the oldest of these",
        housekeeping,
        h -> h.backlog().oldest().toMillis() / 1e3);
    metrics.gauge("chat.feedback.dropped", "Notes not delivered", feedback, f -> f.dropped());
  }

  private Health.Check leaseCheck() {
    if (!leases.isHealthy()) {
      return Health.Check.down("leases can't be kept");
    }
    return rooms.isHealthy()
        ? Health.Check.up(ownership.shards().size() + " shards")
        : Health.Check.down("rooms can't be read");
  }

  private Health.Check brokerCheck() {
    Optional<BrokerFailure> refused = publisher.refusal();
    if (refused.isPresent()) {
      return Health.Check.down("publishing is refused, code " + refused.get().code());
    }
    return connections.areConnected()
        ? Health.Check.up(connections.connected() + " connections")
        : Health.Check.down("not connected");
  }

  private Health.Check lagCheck() {
    Duration oldest = housekeeping.backlog().oldest();
    String detail = "oldest unpublished " + oldest.toMillis() + " ms";
    return oldest.compareTo(settings.time(Timing.PUBLISH_TIMEOUT).multipliedBy(2)) > 0
        ? Health.Check.down(detail)
        : Health.Check.up(detail);
  }

  private final class Shards implements LeaseKeeper.ShardListener {
    @Override
    public void changed() {
      rooms.lookNow();
    }

    @Override
    public void stop(Set<Integer> shards) {
      rooms.stopShards(shards, settings.time(Timing.LEASE).dividedBy(10));
    }
  }

  private final class Stored implements Lane.StoreListener {
    @Override
    public void stored(StoreResult result, long nanos) {
      publisher.offer(result.groups());
      metrics.stored(nanos);
      metrics.duplicates(result.duplicates());
      result.fresh().forEach(metrics::judged);
      result.fresh().forEach(feedback::tell);
    }

    @Override
    public void uncertain(Set<RoomRoute> touched) {
      touched.forEach(publisher::readTable);
    }

    @Override
    public void forfeited() {
      rooms.lookNow();
    }

    @Override
    public void fenced(int shard) {
      if (ownership.lose(shard)) {
        log.warn("shard {} was taken over by another worker", shard);
        rooms.lookNow();
      }
    }

    @Override
    public void failed(SqlFailure failure) {
      metrics.storeFailed(failure);
    }

    @Override
    public void buried(String remains) {
      metrics.buried(remains);
    }

    @Override
    public void moderated(int messages, long nanos) {
      metrics.received(messages);
      metrics.moderated(nanos);
    }
  }

  private final class Published implements PublishListener {
    @Override
    public void published(Acknowledgement acknowledgement) {
      metrics.published(acknowledgement);
    }

    @Override
    public void failed(BrokerFailure failure) {
      metrics.publishFailed(failure);
    }

    @Override
    public void buried(BrokerFailure failure) {
      metrics.buried("publish_refused");
    }
  }
}
