package chatrelay.local.broker.realtime;

import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.auth.Authenticator;
import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.auth.Revocations;
import chatrelay.local.broker.auth.Revocations.Rule;
import chatrelay.local.broker.channel.Channels;
import chatrelay.local.broker.channel.Conditions;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.ProtocolException;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens sessions on upgraded sockets. Holds what all sessions share; safe for many threads. */
public record Realtime(
    Authenticator authenticator,
    Channels channels,
    Connections connections,
    Conditions conditions) {
  /** Idle time promised to clients, in ms; they give up 10 s later. */
  static final long MAX_IDLE_MILLIS = 15_000;

  /**
   * Starts a session on a socket whose upgrade is complete. A refusal is an ERROR frame and a
   * close: an HTTP error would hide its code from clients (spec RTN14g). Call on the socket's event
   * loop.
   */
  public void open(Channel socket, ConnectRequest request, @Nullable Effect fault) {
    Transport transport = new Transport(socket, request.format());
    Session session = new Session(this, transport, request);
    socket.pipeline().addLast(new FrameHandler(session));
    if (fault instanceof Effect.Disconnect disconnect) {
      session.end(FrameAction.DISCONNECTED, disconnect.error());
      return;
    }
    try {
      if (fault instanceof Effect.Refuse refuse) {
        throw new ProtocolException(refuse.error());
      }
      if (!request.version().matches("1\\.\\d+|[2-9]|[1-9]\\d{1,3}")) {
        throw new ProtocolException(new ErrorInfo(80024, 400, "Protocol version not supported"));
      }
      Grant grant = authenticator.authenticate(request.credentials(), request.clientId());
      if (grant.clientId() != null && grant.clientId().isEmpty()) {
        throw new ProtocolException(40012, "Invalid client id");
      }
      transport.delay(grant.app().delayMillis());
      session.start(grant);
    } catch (ProtocolException refused) {
      session.end(FrameAction.ERROR, refused.error());
    }
  }

  /** Ends all connections and forgets all channels of an app that was deleted. */
  public void removeApp(App app) {
    ErrorInfo gone = new ErrorInfo(40400, 404, "The app was deleted");
    List<Session> cut = connections.sessions(each -> each.grant().app() == app);
    connections.forget(app);
    cut.forEach(session -> session.execute(() -> session.end(FrameAction.ERROR, gone)));
    channels.remove(app);
  }

  /**
   * Records a revocation and ends the connections it hits, after asking them for a new token when
   * there is a margin.
   */
  public void revoke(App app, Rule rule, boolean prompt) {
    app.revocations().add(rule);
    channels.remember(app, rule);
    connections
        .sessions(each -> each.grant().app() == app && Revocations.matches(rule, each.grant()))
        .forEach(session -> session.execute(() -> session.revoked(rule, prompt)));
  }

  /**
   * Applies an effect to every live connection that satisfies a condition and returns how many. The
   * effect is complete when this returns, unless that takes longer than 5 s; only an event loop
   * does not wait.
   */
  public int apply(Predicate<Subject> who, Effect effect) {
    List<Session> struck = connections.sessions(each -> who.test(each.subject(null, null)));
    CountDownLatch suffered = new CountDownLatch(struck.size());
    for (Session session : struck) {
      session.execute(() -> {
        session.strike(effect);
        suffered.countDown();
      });
    }
    if (struck.stream().noneMatch(Session::isOnItsLoop)) {
      try {
        suffered.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return struck.size();
  }
}
