package chatrelay.local.broker.realtime;

import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.channel.Channel;
import chatrelay.local.broker.channel.Limits;
import chatrelay.local.broker.channel.Mode;
import chatrelay.local.broker.channel.RateLimit;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection in Ably's sense: an identity that outlives its sockets for the connection-state
 * window. Keeps no messages; what a client missed comes from the channels' logs. All fields are
 * guarded by the connection's monitor.
 */
final class Connection {
  private static final int KEPT_ANSWERS = 1_000;

  private final String id;
  private final String secret;
  private final RateLimit rate;
  private final RateLimit abuse;
  private final RateLimit outbound;
  private final Map<Long, Fields> answers = new LinkedHashMap<>();
  private final Set<Channel> entered = new LinkedHashSet<>();
  private final Map<String, Set<Mode>> attached = new LinkedHashMap<>();
  private final int mostAttached;
  private int generation;
  private Grant grant;
  private @Nullable Session session;
  private long disconnectedAt;
  private long lastSerial = -1;

  Connection(String id, String secret, Grant grant, Limits limits) {
    this.id = id;
    this.secret = secret;
    this.grant = grant;
    this.rate = new RateLimit(limits.rates().connection());
    this.abuse = new RateLimit(limits.rates().connection() * 20);
    this.outbound = new RateLimit(limits.rates().outbound());
    this.mostAttached = limits.channelsPerConnection();
  }

  String id() {
    return id;
  }

  synchronized String key() {
    return id + "!" + secret + "-" + generation;
  }

  boolean hasSecret(String given) {
    return secret.equals(given);
  }

  synchronized int generation() {
    return generation;
  }

  synchronized Grant grant() {
    return grant;
  }

  /** What a fault rule sees of it. */
  Subject subject(@Nullable FrameAction action, @Nullable String channel) {
    return new Subject(id, grant().clientId(), channel, action, null);
  }

  synchronized void renew(Grant renewed) {
    grant = renewed;
  }

  synchronized @Nullable Session session() {
    return session;
  }

  /** Hands the connection to a new socket and returns the one that had it. */
  synchronized @Nullable Session take(Session taker, Grant proven, boolean restartSerials) {
    Session previous = session;
    session = taker;
    grant = proven;
    generation++;
    if (restartSerials) {
      lastSerial = -1;
      answers.clear();
      attached.clear();
    }
    return previous;
  }

  /** Notes that a socket ended; false when another one owns the connection by now. */
  synchronized boolean release(Session ended, long now) {
    if (session != ended) {
      return false;
    }
    session = null;
    disconnectedAt = now;
    return true;
  }

  synchronized boolean isOwnedBy(Session candidate) {
    return session == candidate;
  }

  /** True when no socket holds the connection and the window to come back is over. */
  synchronized boolean isForgotten(long now, long window) {
    return session == null && now - disconnectedAt >= window;
  }

  /** The recorded answer to a frame that was already processed; null for a new one. */
  synchronized @Nullable Fields answerTo(long serial, Fields otherwise) {
    if (serial > lastSerial) {
      return null;
    }
    return answers.getOrDefault(serial, otherwise);
  }

  synchronized void answered(long serial, Fields answer) {
    lastSerial = serial;
    answers.put(serial, answer);
    if (answers.size() > KEPT_ANSWERS) {
      answers.remove(answers.keySet().iterator().next());
    }
  }

  /** Notes the modes of an attachment under the name that the client used; null ends it. */
  synchronized void attached(String requested, @Nullable Set<Mode> modes) {
    if (modes == null) {
      attached.remove(requested);
      return;
    }
    attached.put(requested, modes);
    if (attached.size() > mostAttached) {
      attached.remove(attached.keySet().iterator().next());
    }
  }

  /**
   * The modes of an attachment, null without one. They outlive the socket: a client that resumes
   * sends what was not acknowledged before it attaches again.
   */
  synchronized @Nullable Set<Mode> modesOn(String requested) {
    return attached.get(requested);
  }

  /** Notes that this connection has members on a channel. */
  synchronized void enters(Channel channel) {
    entered.add(channel);
  }

  synchronized boolean mayHaveEntered(Channel channel) {
    return entered.contains(channel);
  }

  /** Lets its members leave all channels. */
  void leaveAll() {
    List<Channel> channels;
    synchronized (this) {
      channels = List.copyOf(entered);
      entered.clear();
    }
    channels.forEach(channel -> channel.leave(id));
  }

  RateLimit rate() {
    return rate;
  }

  RateLimit abuse() {
    return abuse;
  }

  RateLimit outbound() {
    return outbound;
  }
}
