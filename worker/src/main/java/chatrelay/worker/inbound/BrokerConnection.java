package chatrelay.worker.inbound;

import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.BrokerClock;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.ConnectionState;
import io.ably.lib.types.AblyException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One subscribing connection and the rooms that are followed over it, kept alive from outside the
 * SDK.
 *
 * <p>ably-java 1.5.0 can get stuck: it stays disconnected after a drop right after CONNECTED, and
 * never leaves FAILED. {@link #check()}, called every few seconds by one watchdog thread, pings,
 * reconnects, and finally replaces the client. All methods are called by the worker's threads,
 * never by the SDK's.
 */
final class BrokerConnection {
  private static final Logger log = LoggerFactory.getLogger(BrokerConnection.class);

  /** More connects than this between two checks mean a broken link. */
  private static final int STORM = 4;

  private final AblyClients clients;
  private final WorkerSettings settings;
  private final BrokerClock clock;
  private final Map<RoomIntake, FollowedChannel> followed = new LinkedHashMap<>();
  private final ConcurrentMap<String, FollowedChannel> byName = new ConcurrentHashMap<>();
  private final Ping ping;
  private final AtomicInteger reconnects = new AtomicInteger();

  private @Nullable AblyRealtime client;
  private long troubleSince;
  private long rebuildAfter;
  private long lastHistoryPoll;
  private boolean replaced;
  private boolean closed;

  BrokerConnection(AblyClients clients, WorkerSettings settings, BrokerClock clock) {
    this.clients = clients;
    this.settings = settings;
    this.clock = clock;
    this.ping = new Ping(settings.time(Timing.PING));
  }

  synchronized int rooms() {
    return followed.size();
  }

  synchronized boolean follows(RoomIntake room) {
    return followed.containsKey(room);
  }

  synchronized void follow(RoomIntake room) {
    if (closed) {
      return;
    }
    if (client == null) {
      rebuild();
    }
    FollowedChannel channel = added(room);
    followed.put(room, channel);
    if (client != null) {
      channel.attach(client);
    }
  }

  synchronized void leave(RoomIntake room) {
    FollowedChannel channel = followed.remove(room);
    if (channel != null) {
      byName.remove(room.route().inbound(), channel);
      channel.leave(client);
    }
  }

  synchronized boolean isConnected() {
    return client != null && client.connection.state == ConnectionState.connected;
  }

  synchronized void close() {
    closed = true;
    followed.values().forEach(FollowedChannel::silence);
    followed.clear();
    if (client != null) {
      client.close();
    }
  }

  /** Checks the connection and its channels once; returns without waiting for the broker. */
  synchronized void check() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    if (client == null || client.connection.state == ConnectionState.failed) {
      rebuildWhenDue(now, "has failed");
      return;
    }
    if (client.connection.state != ConnectionState.connected) {
      if (reconnects.getAndSet(0) > STORM) {
        rebuildWhenDue(now, "connects again and again");
      } else {
        revive(client, now);
      }
      return;
    }
    if (reconnects.getAndSet(0) > STORM) {
      rebuildWhenDue(now, "connects again and again");
      return;
    }
    ping.check(client, now, clock.instant());
    if (ping.failures() > 0) {
      revive(client, now);
      return;
    }
    troubleSince = 0;
    rebuildAfter = 0;
    replaced = false;
    Instant confirmed = ping.takeConfirmation();
    followed.values().forEach(channel -> channel.check(client, now, settings));
    // An unknown clock may be ahead, and a position ahead of the broker's would skip messages.
    if (confirmed != null && clock.isMeasured()) {
      followed.forEach((room, channel) -> channel.confirm(confirmed));
    }
  }

  /**
   * Not connected, or not receiving: reconnect, later rebuild the client; history serves meanwhile.
   */
  private void revive(AblyRealtime current, long now) {
    if (troubleSince == 0) {
      troubleSince = now;
      lastHistoryPoll = now;
    }
    long trouble = now - troubleSince;
    if (trouble > settings.time(Timing.REBUILD).toNanos()) {
      rebuildWhenDue(now, "is stuck in state " + current.connection.state);
      return;
    }
    if (trouble > settings.time(Timing.RECONNECT).toNanos()) {
      current.connection.connect();
    }
    readHistoryInstead(now);
  }

  private void rebuildWhenDue(long now, String reason) {
    if (rebuildAfter == 0) {
      rebuildAfter = now;
    }
    if (now - rebuildAfter < 0) {
      readHistoryInstead(now);
      return;
    }
    // Once an outage; its cause is BrokerWatch's to log.
    log.atLevel(replaced ? Level.DEBUG : Level.WARN)
        .log("replacing the connection to {}: it {}", clients.describe(), reason);
    replaced = true;
    rebuild();
    troubleSince = now;
    rebuildAfter = now + settings.time(Timing.REBUILD).toNanos();
  }

  /** While nothing is delivered live, the rooms are read from history at intervals. */
  private void readHistoryInstead(long now) {
    if (now - lastHistoryPoll > settings.time(Timing.HISTORY_POLL).toNanos()) {
      lastHistoryPoll = now;
      followed.keySet().forEach(RoomIntake::discontinued);
    }
  }

  private void rebuild() {
    AblyRealtime old = client;
    followed.values().forEach(FollowedChannel::silence);
    if (old != null) {
      old.close();
    }
    ping.reset();
    try {
      AblyRealtime fresh = clients.subscriber(this::announce);
      fresh.connection.on(change -> connectionIs(change.current));
      client = fresh;
      followed.replaceAll((room, channel) -> added(room));
      followed.values().forEach(channel -> channel.attach(fresh));
      fresh.connect();
    } catch (AblyException refused) {
      client = null;
      log.error("the SDK refused its options: {}", String.valueOf(refused.errorInfo));
    }
  }

  /**
   * On an SDK thread. The broker resends a frame that the SDK can't read at each resume, without
   * end.
   */
  private void connectionIs(ConnectionState state) {
    if (state == ConnectionState.connected) {
      reconnects.incrementAndGet();
    }
    log.debug("broker connection is {}", state);
  }

  private FollowedChannel added(RoomIntake room) {
    FollowedChannel channel = new FollowedChannel(room);
    byName.put(room.route().inbound(), channel);
    return channel;
  }

  /** On the reader thread: a frame for a channel is about to be dispatched. */
  private void announce(String channel, int messages) {
    FollowedChannel known = byName.get(channel);
    if (known != null) {
      known.announce(messages);
    }
  }
}
