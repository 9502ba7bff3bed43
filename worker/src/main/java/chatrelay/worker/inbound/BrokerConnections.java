package chatrelay.worker.inbound;

import chatrelay.runtime.RepeatedTurn;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.BrokerClock;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All subscribing connections: as many as the rooms need at up to 200 channels each.
 *
 * <p>Owns one thread, {@code broker-watchdog}, which looks at every connection in turn and never
 * waits for the broker. {@link #close()} stops delivery at once; history holds the messages in
 * flight.
 */
public final class BrokerConnections implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BrokerConnections.class);

  private final AblyClients clients;
  private final WorkerSettings settings;
  private final BrokerClock clock;
  private final List<BrokerConnection> connections = new ArrayList<>();
  private final RepeatedTurn watchdog = new RepeatedTurn("broker-watchdog", this::check);

  /** Starts nothing; no connection is opened before the first room is followed. */
  public BrokerConnections(AblyClients clients, WorkerSettings settings, BrokerClock clock) {
    this.clients = clients;
    this.settings = settings;
    this.clock = clock;
  }

  /** Starts the watchdog. */
  public void start() {
    watchdog.start(settings.time(Timing.WATCHDOG), settings.time(Timing.WATCHDOG));
  }

  /** Delivers the room's inbound channel to {@code room} from now on. */
  public synchronized void follow(RoomIntake room) {
    for (BrokerConnection connection : connections) {
      if (connection.rooms() < settings.count(Bound.CHANNELS_PER_CONNECTION)) {
        connection.follow(room);
        return;
      }
    }
    BrokerConnection added = new BrokerConnection(clients, settings, clock);
    connections.add(added);
    added.follow(room);
  }

  /** Stops delivering to {@code room}. */
  public synchronized void leave(RoomIntake room) {
    connections.stream()
        .filter(connection -> connection.follows(room))
        .forEach(connection -> connection.leave(room));
  }

  /** Whether every connection is up; true when none is needed. */
  public synchronized boolean areConnected() {
    return connections.stream().allMatch(BrokerConnection::isConnected);
  }

  /** Connections that are up, for metrics. */
  public synchronized long connected() {
    return connections.stream().filter(BrokerConnection::isConnected).count();
  }

  @Override
  public void close() {
    watchdog.close();
    List<BrokerConnection> closing;
    synchronized (this) {
      closing = List.copyOf(connections);
      connections.clear();
    }
    closing.forEach(BrokerConnection::close);
  }

  private void check() {
    List<BrokerConnection> current;
    synchronized (this) {
      current = List.copyOf(connections);
    }
    for (BrokerConnection connection : current) {
      try {
        connection.check();
      } catch (RuntimeException | Error failure) {
        // The other connections are still checked; with too many threads no client can be built.
        log.error("the watchdog failed", failure);
      }
    }
  }
}
