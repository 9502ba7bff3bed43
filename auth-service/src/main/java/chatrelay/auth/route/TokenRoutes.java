package chatrelay.auth.route;

import chatrelay.auth.http.Answer;
import chatrelay.auth.http.ApiException;
import chatrelay.auth.http.Json;
import chatrelay.auth.http.Origins;
import chatrelay.auth.http.Parameters;
import chatrelay.auth.room.RoomDirectory;
import chatrelay.auth.session.GuestSession;
import chatrelay.auth.session.SessionLedger;
import chatrelay.auth.session.Sessions;
import chatrelay.auth.token.Capability;
import chatrelay.auth.token.TokenPolicy;
import chatrelay.auth.token.TokenSigner;
import chatrelay.runtime.Metrics;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions and token requests.
 *
 * <p>{@code /auth} makes a guest of a page of ours without a session and answers a token request
 * for it; the cookie keeps the guest the same over renewals. Callers without cookies (SDKs on
 * servers and phones, pages of other origins) begin a session first and send it as a bearer; they
 * are refused without one, because a renewal under another client id ends their connection.
 */
final class TokenRoutes {
  /** Names the asked rooms that the token is not for, comma-separated. */
  private static final String OMITTED = "X-Rooms-Omitted";

  private final Callers callers;
  private final Sessions sessions;
  private final SessionLedger ledger;
  private final Origins origins;
  private final RoomDirectory rooms;
  private final TokenPolicy policy;
  private final TokenSigner signer;
  private final Metrics metrics;
  private final Counter issued;

  TokenRoutes(
      Callers callers,
      Sessions sessions,
      SessionLedger ledger,
      Origins origins,
      RoomDirectory rooms,
      TokenPolicy policy,
      TokenSigner signer,
      Metrics metrics) {
    this.callers = callers;
    this.sessions = sessions;
    this.ledger = ledger;
    this.origins = origins;
    this.rooms = rooms;
    this.policy = policy;
    this.signer = signer;
    this.metrics = metrics;
    this.issued =
        Counter.builder("chat.tokens.issued")
            .description("Token requests signed")
            .tag("kind", "guest")
            .register(metrics.registry());
  }

  void addTo(RouteTable table) {
    for (String path : List.of("/auth", "/api/auth/token")) {
      table.add(path, context -> counting(context, this::token), HandlerType.GET, HandlerType.POST);
    }
    for (String path : List.of("/session", "/api/session")) {
      table.add(path, context -> counting(context, this::session), HandlerType.POST);
      table.add(path, context -> counting(context, this::signOut), HandlerType.DELETE);
    }
  }

  private interface Step {
    void run(Context context);
  }

  /** Rejections are counted by reason; reasons are a closed list. */
  private void counting(Context context, Step step) {
    try {
      step.run(context);
    } catch (ApiException refused) {
      metrics
          .registry()
          .counter("chat.token.requests.rejected", "reason", refused.reason())
          .increment();
      throw refused;
    }
  }

  private void token(Context context) {
    boolean secure = callers.peer().secure(context.req());
    origins.require(context.req(), secure);
    Optional<GuestSession> known = callers.session(context);
    callers.countToken(context, known);
    Parameters parameters = Parameters.of(context);
    if (known.isEmpty()) {
      callers.refuseBadCookie(context);
      requireNewcomer(context, parameters, secure);
    }
    Set<RoomName> asked = TokenPolicy.asked(parameters);
    List<RoomName> granted = granted(asked);
    GuestSession session = known.orElseGet(sessions::begin);
    Capability capability = policy.capability(session.clientId(), granted, parameters);
    if (callers.credentials().bearer(context).isEmpty()
        && (known.isEmpty() || sessions.isAgeing(session))
        && Origins.isOwn(context.req(), secure)) {
      callers.credentials().remember(context, sessions.renew(session));
    }
    omitted(asked, granted).ifPresent(names -> context.header(OMITTED, names));
    Answer.json(
        context, 200, signer.sign(session.clientId(), capability, policy.ttl(parameters)).json());
    issued.increment();
  }

  /**
   * Refuses callers without a session that can't become one guest and stay it: those that keep no
   * cookies, and those that were a guest before, whose SDK would fail at the sight of another.
   */
  private static void requireNewcomer(Context context, Parameters parameters, boolean secure) {
    if (!Origins.keepsCookies(context.req(), secure)) {
      throw ApiException.sessionRequired();
    }
    if (parameters.text("clientId").filter(Sessions::looksLikeGuest).isPresent()) {
      throw ApiException.badSession();
    }
  }

  private static Optional<String> omitted(Set<RoomName> asked, List<RoomName> granted) {
    return asked.stream()
        .filter(room -> !granted.contains(room))
        .map(RoomName::value)
        .reduce((one, other) -> one + "," + other);
  }

  /**
   * The requested rooms that are active, or the first ten by name when none is requested. A room
   * archived meanwhile drops out of a renewal without ending the connection to the others.
   */
  private List<RoomName> granted(Set<RoomName> asked) {
    List<RoomName> active = rooms.active().stream().map(Room::name).toList();
    List<RoomName> granted =
        asked.isEmpty()
            ? active.stream().limit(TokenPolicy.MOST_ROOMS).toList()
            : asked.stream().filter(active::contains).toList();
    if (granted.isEmpty()) {
      throw ApiException.noSuchRoom();
    }
    return granted;
  }

  private void session(Context context) {
    boolean secure = callers.peer().secure(context.req());
    origins.require(context.req(), secure);
    Optional<GuestSession> known = callers.session(context);
    callers.countToken(context, known);
    boolean another = Parameters.of(context).text("another").filter("true"::equals).isPresent();
    GuestSession session =
        known.map(another ? sessions::another : sessions::renew).orElseGet(sessions::begin);
    if (Origins.isOwn(context.req(), secure) && !another) {
      callers.credentials().remember(context, session);
    }
    Answer.json(
        context,
        200,
        Json.object()
            .put("session", sessions.sign(session))
            .put("clientId", session.clientId())
            .put("expires", session.expires().toEpochMilli()));
  }

  /**
   * Signs out here, or everywhere with {@code everywhere=true}; tokens live on until they expire.
   */
  private void signOut(Context context) {
    boolean secure = callers.peer().secure(context.req());
    origins.require(context.req(), secure);
    Optional<GuestSession> known = callers.session(context);
    callers.countToken(context, known);
    if (callers.credentials().hasCookie(context)) {
      callers.credentials().forget(context);
    }
    GuestSession session = known.orElseThrow(ApiException::badSession);
    if (Parameters.of(context).text("everywhere").filter("true"::equals).isPresent()) {
      ledger.endAll(session);
    } else {
      ledger.end(session);
    }
    context.status(204).header("Cache-Control", "no-store");
  }
}
