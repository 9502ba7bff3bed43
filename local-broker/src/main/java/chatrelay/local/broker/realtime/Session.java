package chatrelay.local.broker.realtime;

import chatrelay.local.broker.auth.ChannelRights;
import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.auth.Revocations;
import chatrelay.local.broker.auth.Revocations.Rule;
import chatrelay.local.broker.channel.AttachPoint;
import chatrelay.local.broker.channel.Limits;
import chatrelay.local.broker.channel.Mode;
import chatrelay.local.broker.channel.RateLimit;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The life of one socket: from CONNECTED to its end. Owns the socket's attachments and timers.
 * Everything runs on the socket's event loop but {@link #execute}, {@link #displace} and the
 * accessors.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Timers that report nothing.
final class Session {
  /** A ping takes so long at least: SDKs' tests want a round trip above 0 ms. */
  private static final long PING_MILLIS = 2;

  private static final long BEAT_MILLIS = Realtime.MAX_IDLE_MILLIS * 2 / 3;

  private final Realtime realtime;
  private final Transport transport;
  private final Outlet outlet;
  private final ConnectRequest request;
  private final ChannelFrames channelFrames;
  private final Renewal renewal;
  private final RateLimit frameRate;
  private final Set<Attachment> stalled = new LinkedHashSet<>();
  private boolean held;
  private @Nullable Connection connection;
  private @Nullable Future<?> heartbeat;

  Session(Realtime realtime, Transport transport, ConnectRequest request) {
    this.realtime = realtime;
    this.transport = transport;
    this.request = request;
    this.outlet = new Outlet(this, transport, realtime.conditions().faults());
    this.channelFrames = new ChannelFrames(this, realtime);
    this.renewal = new Renewal(this);
    this.frameRate = new RateLimit(realtime.conditions().limits().rates().frames());
    transport.whenDrained(this::writable);
  }

  /** Takes or resumes a connection and greets the client. */
  void start(Grant grant) {
    Connections.Claim claim = realtime.connections().claim(request, grant, this);
    connection = claim.connection();
    send(connected(claim.refused()));
    renewal.watch(grant.expires(), now());
    heartbeat = after(BEAT_MILLIS, this::beat);
  }

  private void beat() {
    if (transport.isWritable()) {
      send(Frames.of(FrameAction.HEARTBEAT));
    }
    heartbeat = after(BEAT_MILLIS, this::beat);
  }

  private Fields connected(@Nullable ErrorInfo error) {
    Limits limits = realtime.conditions().limits();
    Fields details =
        new Fields()
            .put("clientId", grant().clientId())
            .put("connectionKey", connection().key())
            .put("maxMessageSize", limits.sizes().publish())
            .put("maxFrameSize", limits.sizes().frame())
            .put("maxInboundRate", Math.max(50, limits.rates().connection()))
            .put("maxOutboundRate", limits.rates().outbound() > 0 ? limits.rates().outbound() : 100)
            .put("connectionStateTtl", realtime.conditions().windows().connectionState())
            .put("maxIdleInterval", Realtime.MAX_IDLE_MILLIS)
            .put("serverId", "local.1")
            .put("siteCode", "local");
    return Frames.of(FrameAction.CONNECTED)
        .put("connectionId", connection().id())
        .put("connectionKey", connection().key()) // For SDKs of protocol 1; 1.2.x compares the two.
        .put("connectionDetails", details)
        .put("timestamp", now())
        .put("error", error == null ? null : error.toFields());
  }

  /** Handles one frame from the client. */
  void receive(Fields frame) {
    Connection current = connection;
    if (current == null || transport.isFinished() || !current.isOwnedBy(this)) {
      return;
    }
    if (!frameRate.take(1, now())) {
      end(FrameAction.DISCONNECTED, ErrorInfo.of(42924, "Frame rate of the connection exceeded"));
      return;
    }
    FrameAction action = FrameAction.of(frame.number("action", -1));
    if (realtime.conditions().faults().any() && suffers(frame, action)) {
      return;
    }
    switch (action) {
      case HEARTBEAT ->
          outlet.sendLater(
              Frames.of(FrameAction.HEARTBEAT).put("id", frame.string("id")), PING_MILLIS);
      case ATTACH -> channelFrames.attach(frame);
      case DETACH -> channelFrames.detach(frame);
      case MESSAGE, PRESENCE, OBJECT, ANNOTATION -> channelFrames.publish(frame);
      case SYNC -> channelFrames.sync(frame);
      case AUTH -> authorize(frame);
      case CLOSE -> close();
      case null, default -> {
        // Unknown frames are ignored, as newer clients expect.
      }
    }
  }

  /** True when a fault consumed an incoming frame. */
  private boolean suffers(Fields frame, @Nullable FrameAction action) {
    String channel = frame.string("channel");
    switch (realtime.conditions().faults().at(Point.RECEIVE, subject(action, channel))) {
      case Effect.Abort abort -> transport.abort();
      case Effect.Disconnect disconnect -> end(FrameAction.DISCONNECTED, disconnect.error());
      case Effect.Refuse refuse when frame.has("msgSerial") ->
          channelFrames.refuse(frame, refuse.error());
      case Effect.Refuse refuse -> send(Frames.failed(FrameAction.ERROR, channel, refuse.error()));
      case Effect.Suppress suppress -> {
        // Lost.
      }
      case null, default -> {
        return false;
      }
    }
    return true;
  }

  private void authorize(Fields frame) {
    Fields auth = frame.fields("auth");
    String token = auth == null ? null : auth.string("accessToken");
    try {
      if (token == null) {
        throw new ProtocolException(40101, "No authentication information provided");
      }
      realtime.conditions().faults().refuseAt(Point.RENEW, subject(FrameAction.AUTH, null));
      adopt(realtime.authenticator().byToken(token));
    } catch (ProtocolException refused) {
      end(FrameAction.ERROR, refused.error());
    }
  }

  private void adopt(Grant renewed) {
    Grant before = grant();
    boolean anyClient = "*".equals(before.clientId());
    if (renewed.app() != before.app()) {
      throw new ProtocolException(40102, "The token belongs to another app");
    }
    Grant effective = renewed;
    if (!anyClient && !Objects.equals(before.clientId(), renewed.clientId())) {
      if (!"*".equals(renewed.clientId())) {
        throw new ProtocolException(40102, "The client id of a connection can't change");
      }
      effective = renewed.as(before.clientId());
    }
    connection().renew(effective);
    renewal.watch(effective.expires(), now());
    send(connected(null));
    channelFrames.capabilityChanged();
  }

  /** Ends the socket when the rule applies, unless the client has a newer token by then. */
  void revoked(Rule rule, boolean prompt) {
    if (prompt) {
      send(Frames.of(FrameAction.AUTH));
    }
    after(
        rule.appliesAt() - now(),
        () -> {
          if (Revocations.matches(rule, grant())) {
            end(FrameAction.DISCONNECTED, ErrorInfo.of(40141, "Token revoked"));
          }
        });
  }

  private void close() {
    realtime.connections().forget(connection());
    channelFrames.closeAll();
    connection().leaveAll();
    send(Frames.of(FrameAction.CLOSED));
    transport.finish();
  }

  /** Says why and closes, in this order, so that the client learns the reason. */
  void end(FrameAction action, ErrorInfo error) {
    send(Frames.failed(action, null, error));
    transport.finish();
  }

  /** The socket is gone; the connection waits to be resumed. */
  void disconnected() {
    renewal.stop();
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
    channelFrames.closeAll();
    stalled.clear();
    Connection lost = connection;
    if (lost != null && lost.release(this, now())) {
      int generation = lost.generation();
      after(
          grace(),
          () -> {
            if (lost.generation() == generation) {
              lost.leaveAll();
            }
          });
    }
  }

  /** How long members of the lost connection stay, which a client may choose. */
  private long grace() {
    String chosen = request.remainPresentFor();
    return chosen != null && chosen.matches("\\d{1,7}")
        ? Long.parseLong(chosen)
        : realtime.conditions().windows().presenceGrace();
  }

  /** Cuts the socket because another one took the connection. Any thread. */
  void displace() {
    transport.abort();
  }

  /** Tells the client where an attachment stands and who is present. */
  void announce(Attachment attachment, AttachPoint point) {
    boolean hasPresence =
        !point.members().isEmpty() && attachment.modes().contains(Mode.PRESENCE_SUBSCRIBE);
    send(Frames.attached(attachment, point, hasPresence));
    if (hasPresence) {
      channelFrames.sendMembers(attachment, point.members());
    }
  }

  /** An attachment stopped because the socket is full. */
  void stalled(Attachment attachment) {
    stalled.add(attachment);
  }

  /** The socket has room again. */
  void writable() {
    List<Attachment> waiting = List.copyOf(stalled);
    stalled.clear();
    waiting.forEach(Attachment::drain);
  }

  void send(Fields frame) {
    outlet.send(frame);
  }

  void deliver(byte[] frame, FrameAction action, String channel) {
    outlet.deliver(frame, action, channel);
  }

  /** What a fault rule sees of this session. */
  Subject subject(@Nullable FrameAction action, @Nullable String channel) {
    Connection current = connection;
    return current == null
        ? new Subject(null, request.clientId(), channel, action, null)
        : current.subject(action, channel);
  }

  /** Applies an effect to this session now. */
  void strike(Effect effect) {
    switch (effect) {
      case Effect.Abort abort -> transport.abort();
      case Effect.CloseOnly close -> transport.finish();
      case Effect.Silence silence -> transport.silence();
      case Effect.Disconnect disconnect -> end(FrameAction.DISCONNECTED, disconnect.error());
      case Effect.Refuse refuse -> end(FrameAction.ERROR, refuse.error());
      case Effect.Prompt prompt -> send(Frames.of(FrameAction.AUTH));
      case Effect.Expire expire -> end(FrameAction.DISCONNECTED, ErrorInfo.tokenLapsed());
      case Effect.Downgrade downgrade -> {
        connection().renew(grant().limitedTo(ChannelRights.parse(downgrade.capability())));
        channelFrames.capabilityChanged();
      }
      case Effect.Detach detach -> channelFrames.detachedByServer(detach);
      case Effect.Stall stall -> {
        held = stall.stalled();
        writable();
      }
      default -> throw new IllegalArgumentException("Not an effect on a connection: " + effect);
    }
  }

  long now() {
    return realtime.conditions().now();
  }

  boolean isWritable() {
    return transport.isWritable() && !held;
  }

  /** False when more live messages than the outbound rate allows are for this connection. */
  boolean mayReceive(int messages) {
    return connection().outbound().take(messages, now());
  }

  boolean echoes() {
    return request.echo();
  }

  WireFormat format() {
    return request.format();
  }

  Connection connection() {
    return Objects.requireNonNull(connection, "Not connected");
  }

  Grant grant() {
    return connection().grant();
  }

  /** True for a caller on this session's event loop, which must not wait for it. */
  boolean isOnItsLoop() {
    return transport.isOnItsLoop();
  }

  /** Runs a task on the session's event loop. Any thread. */
  void execute(Runnable task) {
    transport.execute(task);
  }

  /** The same after some ms, unless it is cancelled; at once when the time is over. */
  Future<?> after(long millis, Runnable task) {
    return transport.after(Math.max(0, millis), task);
  }
}
