package chatrelay.worker.pipeline;

import chatrelay.runtime.RepeatedTurn;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.inbound.BrokerConnections;
import chatrelay.worker.inbound.CatchUp;
import chatrelay.worker.inbound.IntakeBudget;
import chatrelay.worker.inbound.RoomIntake;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.outbound.Publisher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows exactly the rooms whose shards this worker holds.
 *
 * <p>Compares the rooms in the database with those it runs every few seconds, and whenever shards
 * were acquired or lost, on its one thread, {@code rooms}. A started room publishes its outbox and
 * catches up from history as soon as its channel is attached. An archived one accepts no messages,
 * but its stored ones are still published.
 */
final class RoomKeeper {
  private static final Logger log = LoggerFactory.getLogger(RoomKeeper.class);
  private static final Duration STEP = Duration.ofMillis(5);

  private final Rooms rooms;
  private final ChannelNames channels;
  private final Ownership ownership;
  private final BrokerConnections connections;
  private final CatchUp catchUp;
  private final Publisher publisher;
  private final IntakeBudget budget;
  private final List<Lane> lanes;
  private final InstantSource brokerClock;
  private final Map<Long, RoomIntake> running = new HashMap<>();

  /** Archived rooms that are being published, with the epoch of their lease. */
  private final Map<RoomRoute, Long> emptying = new HashMap<>();

  private final RepeatedTurn turns = new RepeatedTurn("rooms", this::reconcile);
  private volatile boolean healthy = true;
  private boolean fixedRoomIsThere;
  private boolean ended;

  RoomKeeper(
      Rooms rooms,
      ChannelNames channels,
      Ownership ownership,
      BrokerConnections connections,
      CatchUp catchUp,
      Publisher publisher,
      IntakeBudget budget,
      List<Lane> lanes,
      InstantSource brokerClock) {
    this.rooms = rooms;
    this.channels = channels;
    this.ownership = ownership;
    this.connections = connections;
    this.catchUp = catchUp;
    this.publisher = publisher;
    this.budget = budget;
    this.lanes = List.copyOf(lanes);
    this.brokerClock = brokerClock;
  }

  void start(Duration poll) {
    turns.start(Duration.ZERO, poll);
  }

  /** Reads the rooms now instead of at the next turn. */
  void lookNow() {
    turns.now();
  }

  /** Stops the rooms of these shards and waits, within {@code limit}, for messages in flight. */
  void stopShards(Set<Integer> shards, Duration limit) {
    List<RoomIntake> stopped;
    synchronized (this) {
      stopped =
          running.values().stream().filter(room -> shards.contains(room.route().shard())).toList();
      stopped.forEach(this::stop);
    }
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - end < 0 && stopped.stream().anyMatch(RoomIntake::isUnderWay)) {
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /** Ends intake; the lanes continue with their messages. */
  void endIntake() {
    turns.close();
    synchronized (this) {
      ended = true;
      running.values().forEach(RoomIntake::close);
    }
  }

  synchronized Collection<RoomIntake> running() {
    return List.copyOf(running.values());
  }

  /** Idle rooms and the broker time up to which they are complete. */
  Map<RoomRoute, Instant> idle() {
    Map<RoomRoute, Instant> idle = new HashMap<>();
    for (RoomIntake room : running()) {
      room.storedThrough().ifPresent(through -> idle.put(room.route(), through));
    }
    return idle;
  }

  /** Whether the rooms could be read from the database the last time. */
  boolean isHealthy() {
    return healthy;
  }

  private void reconcile() {
    try {
      createFixedRoom();
      Map<Long, RoomRoute> wanted = routes(rooms.active());
      Map<Long, RoomRoute> archived = routes(rooms.unpublished());
      healthy = true;
      follow(wanted);
      empty(archived);
    } catch (DataAccessException failure) {
      if (healthy) {
        log.warn("rooms can't be read: {}", SqlFailure.classify(failure));
      }
      healthy = false;
      stopLost();
    } catch (RuntimeException | Error defect) {
      healthy = false;
      stopLost();
      throw defect;
    }
  }

  /** Channel names without a placeholder name one room, which the worker creates. */
  private void createFixedRoom() {
    Optional<RoomName> fixed = channels.fixedRoom();
    if (fixed.isPresent() && !fixedRoomIsThere) {
      Room _ = rooms.create(fixed.get(), fixed.get().value());
      fixedRoomIsThere = true;
    }
  }

  private Map<Long, RoomRoute> routes(List<Room> found) {
    Map<Integer, Long> held = ownership.trusted();
    return found.stream()
        .filter(room -> held.containsKey(room.shard()))
        .filter(this::hasChannels)
        .map(room -> RoomRoute.of(room, channels))
        .collect(Collectors.toMap(RoomRoute::id, route -> route));
  }

  private synchronized void follow(Map<Long, RoomRoute> wanted) {
    running.values().stream().filter(room -> !mayGoOn(room, wanted)).toList().forEach(this::stop);
    if (ended) {
      return;
    }
    Map<Integer, Long> epochs = ownership.trusted();
    for (RoomRoute route : wanted.values()) {
      Long epoch = epochs.get(route.shard());
      if (epoch != null && !running.containsKey(route.id())) {
        start(route, epoch);
      }
    }
  }

  private boolean mayGoOn(RoomIntake room, Map<Long, RoomRoute> wanted) {
    RoomRoute route = wanted.get(room.route().id());
    if (route == null || room.isClosed() || !isOwned(room)) {
      return false;
    }
    room.adopt(route.settings());
    return room.route().equals(route);
  }

  /** Publishes what archived rooms stored, and only that. */
  private synchronized void empty(Map<Long, RoomRoute> archived) {
    emptying
        .entrySet()
        .removeIf(entry -> {
          RoomRoute route = entry.getKey();
          boolean goesOn =
              route.equals(archived.get(route.id()))
                  && ownership.owns(route.shard(), entry.getValue());
          if (!goesOn && !running.containsKey(route.id())) {
            publisher.close(route);
          }
          return !goesOn;
        });
    Map<Integer, Long> epochs = ownership.trusted();
    for (RoomRoute route : archived.values()) {
      Long epoch = epochs.get(route.shard());
      if (epoch != null && !ended && !emptying.containsKey(route)) {
        emptying.put(route, epoch);
        publisher.open(route, epoch);
      }
    }
  }

  /** Without the database only what is certain: rooms of lost shards end. */
  private synchronized void stopLost() {
    running.values().stream().filter(room -> !isOwned(room)).toList().forEach(this::stop);
  }

  private boolean isOwned(RoomIntake room) {
    return ownership.owns(room.route().shard(), room.epoch());
  }

  private void start(RoomRoute route, long epoch) {
    Lane lane = lanes.get((int) (route.id() % lanes.size()));
    RoomIntake intake =
        new RoomIntake(route, epoch, lane.inbox(), budget, catchUp::request, brokerClock);
    running.put(route.id(), intake);
    publisher.open(route, epoch);
    connections.follow(intake);
    log.debug("following {}", route.name());
  }

  private void stop(RoomIntake room) {
    running.remove(room.route().id());
    room.close();
    connections.leave(room);
    publisher.close(room.route());
  }

  /** Templates without a placeholder carry one fixed room only. */
  private boolean hasChannels(Room room) {
    return channels.fixedRoom().map(fixed -> fixed.equals(room.name())).orElse(true);
  }
}
