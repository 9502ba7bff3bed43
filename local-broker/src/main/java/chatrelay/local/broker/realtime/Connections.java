package chatrelay.local.broker.realtime;

import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.channel.Conditions;
import chatrelay.local.broker.channel.RateLimit;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All connections, live or waiting to be resumed, and the rules for coming back (spec RTN15,
 * RTN16). Safe for many threads.
 */
public final class Connections {
  private static final Pattern KEY = Pattern.compile("([A-Za-z0-9]+)!([A-Za-z0-9]+)-(\\d{1,9})");

  private final Map<String, Connection> connections = new ConcurrentHashMap<>();
  private final Conditions conditions;
  private final RateLimit opened;

  public Connections(Conditions conditions) {
    this.conditions = conditions;
    this.opened = new RateLimit(conditions.limits().account().connections());
  }

  /** A connection for a new socket; {@code refused} tells why an asked resume did not work. */
  record Claim(Connection connection, @Nullable ErrorInfo refused) {}

  /**
   * Finds the connection to resume or opens a new one. A stale key resumes only while no socket
   * holds the connection, otherwise the displaced client and its successor would evict each other
   * endlessly; a recovering client may repeat its key.
   */
  Claim claim(ConnectRequest request, Grant grant, Session taker) {
    boolean recovering = request.resume() == null;
    String key = recovering ? request.recover() : request.resume();
    if (key == null) {
      return new Claim(open(grant, taker), null);
    }
    try {
      return new Claim(resume(key, recovering, grant, taker), null);
    } catch (ProtocolException refused) {
      return new Claim(open(grant, taker), refused.error());
    }
  }

  private Connection resume(String key, boolean recovering, Grant grant, Session taker) {
    conditions.faults().refuseAt(Point.RESUME, Subject.of(grant.clientId(), null));
    Matcher parts = KEY.matcher(key);
    if (!parts.matches()) {
      throw new ProtocolException(80018, "Unable to recover connection: invalid connection key");
    }
    Connection connection = find(parts);
    if (connection == null || isForgotten(connection)) {
      throw new ProtocolException(80008, "Unable to recover connection: connection expired");
    }
    Session previous;
    synchronized (connection) {
      Grant before = connection.grant();
      if (before.app() != grant.app() || !Objects.equals(before.clientId(), grant.clientId())) {
        throw new ProtocolException(
            80011, "Unable to recover connection: incompatible credentials");
      }
      boolean stale = Integer.parseInt(parts.group(3)) != connection.generation();
      if (stale && !recovering && connection.session() != null) {
        throw new ProtocolException(
            80008, "Unable to recover connection: superseded by a newer transport");
      }
      previous = connection.take(taker, grant, recovering);
      connections.put(connection.id(), connection); // It may have expired since it was found.
    }
    if (previous != null) {
      previous.displace();
    }
    return connection;
  }

  private Connection open(Grant grant, Session taker) {
    if (!opened.take(1, conditions.now())) {
      throw new ProtocolException(
          new ErrorInfo(80021, 429, "Maximum account-wide connection creation rate exceeded"));
    }
    Connection connection =
        new Connection(Ids.random(10), Ids.random(16), grant, conditions.limits());
    connection.take(taker, grant, false);
    connections.put(connection.id(), connection);
    return connection;
  }

  private @Nullable Connection find(Matcher parts) {
    Connection connection = parts.matches() ? connections.get(parts.group(1)) : null;
    return connection != null && connection.hasSecret(parts.group(2)) ? connection : null;
  }

  private boolean isForgotten(Connection connection) {
    return connection.isForgotten(conditions.now(), conditions.windows().connectionState());
  }

  /**
   * The connection whose key a REST publisher presented; null when it is unknown or not of this
   * app.
   */
  public @Nullable Publisher publisher(String key, App app) {
    Connection connection = find(KEY.matcher(key));
    return connection == null || connection.grant().app() != app
        ? null
        : new Publisher(connection.id(), connection.grant().clientId());
  }

  /** On whose behalf a REST client publishes. */
  public record Publisher(String connectionId, @Nullable String clientId) {}

  void forget(Connection connection) {
    connections.remove(connection.id(), connection);
  }

  /** Forgets connections whose window is over; call about once a second. */
  public void expire() {
    connections.values().removeIf(this::isForgotten);
  }

  void forget(App app) {
    connections.values().removeIf(connection -> connection.grant().app() == app);
  }

  /** The sockets that hold a connection which satisfies a condition. */
  List<Session> sessions(Predicate<Connection> condition) {
    return connections.values().stream()
        .filter(condition)
        .map(Connection::session)
        .filter(Objects::nonNull)
        .toList();
  }
}
