package chatrelay.auth.route;

import chatrelay.runtime.RepeatedTurn;
import chatrelay.schema.settings.AddressRange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;

/**
 * Decides which sockets stay open when strangers open too many or take their time.
 *
 * <p>An address, and the network around it, has a share of the sockets; with one more, its own
 * longest idle one is cut. When all sockets are taken, the longest idle one of the address with the
 * most goes, so that nobody is kept out by sockets that do nothing. A request has to come in, and
 * its answer to be read, within a limit however steadily bytes drip: Jetty's idle time-out starts
 * again with each byte. One own thread looks every second; {@link #close()} ends it.
 */
final class ConnectionLimits implements Connection.Listener, AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  /**
   * How many sockets, and how long for one request.
   *
   * @param all sockets at once
   * @param perAddress of one IPv4 address or one IPv6 /64
   * @param perNetwork of one IPv4 /24 or one IPv6 /48
   * @param receive for a request's header to come in, from its first byte to its last
   * @param send for its body to come in and its answer to be read
   */
  record Limits(int all, int perAddress, int perNetwork, Duration receive, Duration send) {}

  private final Limits limits;
  private final Predicate<InetAddress> exempt;
  private final Map<Connection, Socket> open = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final RepeatedTurn turns = new RepeatedTurn("slow-connections", this::look);

  /**
   * One socket.
   *
   * @param answering whether a request is with its route or its answer is being read
   * @param bytes received until the last look
   * @param quietNanos the last time nothing was going on, or the beginning of the answer
   */
  private record Socket(
      String address,
      String network,
      boolean exempt,
      boolean answering,
      long bytes,
      long quietNanos) {
    Socket at(boolean nowAnswering, long newBytes, long nanos) {
      return new Socket(address, network, exempt, nowAnswering, newBytes, nanos);
    }
  }

  /** {@code exempt} are the proxies, which bring many callers over few sockets. */
  ConnectionLimits(Limits limits, Predicate<InetAddress> exempt) {
    this.limits = limits;
    this.exempt = exempt;
  }

  /** Begins to look for slow connections. */
  void start() {
    turns.start(PERIOD, PERIOD);
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer)) {
      return;
    }
    InetAddress address = peer.getAddress();
    Socket socket =
        new Socket(
            AddressRange.caller(address),
            AddressRange.network(address),
            exempt.test(address),
            false,
            0,
            System.nanoTime());
    admit(connection, socket).ifPresent(ConnectionLimits::cut);
  }

  @Override
  public void onClosed(Connection connection) {
    remove(connection);
  }

  private synchronized void remove(Connection connection) {
    Socket gone = open.remove(connection);
    if (gone != null) {
      counts.computeIfPresent(gone.address(), (key, count) -> count == 1 ? null : count - 1);
      counts.computeIfPresent(gone.network(), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Follows a request from the end of its header until its answer is written. */
  void follow(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    change(connection, true);
    Request.addCompletionListener(request, failure -> change(connection, false));
  }

  private synchronized void change(Connection connection, boolean answering) {
    open.computeIfPresent(
        connection,
        (key, before) -> before.at(answering, connection.getBytesIn(), System.nanoTime()));
  }

  /** How many sockets are open, for tests and figures. */
  synchronized int size() {
    return open.size();
  }

  /** Counts a socket, and takes the one out that has to go; it is closed a moment later. */
  private synchronized Optional<Connection> admit(Connection connection, Socket socket) {
    Optional<Connection> victim = superfluous(connection, socket);
    victim.ifPresent(this::remove);
    return victim;
  }

  private Optional<Connection> superfluous(Connection connection, Socket socket) {
    open.put(connection, socket);
    int ofAddress = counts.merge(socket.address(), 1, Integer::sum);
    int ofNetwork = counts.merge(socket.network(), 1, Integer::sum);
    if (!socket.exempt() && ofAddress > limits.perAddress()) {
      return idlest(other -> other.address().equals(socket.address()));
    }
    if (!socket.exempt() && ofNetwork > limits.perNetwork()) {
      return idlest(other -> other.network().equals(socket.network()));
    }
    if (open.size() > limits.all()) {
      int most = open.values().stream().mapToInt(this::siblings).max().orElse(0);
      return idlest(other -> siblings(other) == most);
    }
    return Optional.empty();
  }

  private int siblings(Socket socket) {
    return counts.getOrDefault(socket.address(), 0);
  }

  /** Sockets whose request is being answered go last, then those quiet for the shortest time. */
  private Optional<Connection> idlest(Predicate<Socket> which) {
    return open.entrySet().stream()
        .filter(entry -> which.test(entry.getValue()))
        .min(
            Comparator.<Map.Entry<Connection, Socket>, Boolean>comparing(
                    entry -> entry.getValue().answering())
                .thenComparingLong(entry -> entry.getValue().quietNanos()))
        .map(Map.Entry::getKey);
  }

  /** A request that is being answered ends as if its caller had hung up, which nobody logs. */
  private static void cut(Connection connection) {
    connection.getEndPoint().close(new EofException("the connection was cut"));
  }

  private void look() {
    slow().forEach(ConnectionLimits::cut);
  }

  private synchronized List<Connection> slow() {
    long now = System.nanoTime();
    open.replaceAll((connection, before) -> look(connection, before, now));
    return open.entrySet().stream()
        .filter(entry -> isSlow(entry.getValue(), now))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Socket look(Connection connection, Socket before, long now) {
    long bytes = connection.getBytesIn();
    boolean quiet = bytes == before.bytes() && !before.answering();
    return before.at(before.answering(), bytes, quiet ? now : before.quietNanos());
  }

  private boolean isSlow(Socket socket, long now) {
    Duration limit = socket.answering() ? limits.send() : limits.receive();
    return now - socket.quietNanos() > limit.toNanos();
  }

  @Override
  public void close() {
    turns.close();
  }
}
