package chatrelay.auth;

import chatrelay.auth.http.Origins;
import chatrelay.auth.http.Peer;
import chatrelay.auth.limit.RateLimits;
import chatrelay.auth.room.History;
import chatrelay.auth.room.RoomDirectory;
import chatrelay.auth.route.Api;
import chatrelay.auth.session.SessionLedger;
import chatrelay.auth.session.Sessions;
import chatrelay.auth.token.TokenSigner;
import chatrelay.runtime.AdminServer;
import chatrelay.runtime.Health;
import chatrelay.runtime.ListeningPort;
import chatrelay.runtime.Metrics;
import chatrelay.runtime.Shutdown;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.schema.broker.BrokerWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running auth-service.
 *
 * <p>It starts without database and broker and is not ready until both answer. {@link #close()}
 * turns readiness off, waits for running requests, and takes at most 6 s; calling it twice is
 * allowed.
 */
public final class AuthService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuthService.class);
  private static final Duration STEP = Duration.ofSeconds(4);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);

  /** Looks at sessions are short and kept for two seconds. */
  private static final int SESSION_CONNECTIONS = 2;

  private final Shutdown shutdown;
  private final Health health;
  private final Api api;
  private final AdminServer admin;

  private AuthService(Shutdown shutdown, Health health, Api api, AdminServer admin) {
    this.shutdown = shutdown;
    this.health = health;
    this.api = api;
    this.admin = admin;
  }

  /**
   * Starts listening on both ports.
   *
   * @throws chatrelay.runtime.UnavailableException when a port is in use; leaves nothing running
   */
  public static AuthService launch(AuthConfiguration configuration) {
    Shutdown shutdown = new Shutdown(CLOSE_LIMIT);
    try {
      return launch(configuration, shutdown);
    } catch (RuntimeException | Error failure) {
      shutdown.close();
      throw failure;
    }
  }

  private static AuthService launch(AuthConfiguration configuration, Shutdown shutdown) {
    requireFreePorts(configuration);
    InstantSource clock = InstantSource.system();
    Health health = new Health();
    Metrics metrics = shutdown.add("metrics", STEP, Metrics.of("auth"));
    Database database =
        shutdown.add("database", STEP, Database.openReader(configuration.database()));
    DatabaseWatch watch = shutdown.add("database watch", STEP, new DatabaseWatch(database));
    watch.start();
    health.register("database", watch::check);
    BrokerWatch broker =
        shutdown.add(
            "broker watch",
            STEP,
            new BrokerWatch(
                configuration::signer,
                () -> true,
                "The auth-service is not ready until Ably answers"));
    broker.start(Duration.ZERO);
    health.register("broker", broker::check);
    AdminServer admin =
        shutdown.add(
            "admin server",
            STEP,
            AdminServer.start(
                configuration.adminHost(), configuration.adminPort(), health, metrics));
    Database sessions =
        shutdown.add(
            "session database",
            STEP,
            Database.open(configuration.database().withPoolSize(SESSION_CONNECTIONS)));
    Rooms rooms = new Rooms(database, clock);
    Api api =
        shutdown.add(
            "public server",
            STEP,
            Api.start(
                configuration.host(),
                configuration.port(),
                access(configuration, sessions, clock),
                new Api.Tokens(
                    configuration.signer(),
                    configuration.channels(),
                    configuration.tokenTtl(),
                    new TokenSigner(configuration.signer(), clock)),
                new Api.Reading(
                    new RoomDirectory(
                        () -> offered(rooms, configuration.channels()), System::nanoTime),
                    new History(database)),
                health,
                metrics));
    log.info(
        "auth-service listens on {}:{}, broker {}",
        configuration.host(),
        api.port(),
        configuration.signer().describe());
    return new AuthService(shutdown, health, api, admin);
  }

  private static void requireFreePorts(AuthConfiguration configuration) {
    ListeningPort.requireFree(
        List.of(
            new ListeningPort(Variable.PORT, configuration.host(), configuration.port()),
            new ListeningPort(Variable.AUTH_ADMIN_PORT, "127.0.0.1", configuration.adminPort())));
  }

  private static Api.Access access(
      AuthConfiguration configuration, Database sessions, InstantSource clock) {
    return new Api.Access(
        new Sessions(
            configuration.sessionSecrets(),
            configuration.sessionTtl(),
            configuration.sessionLife(),
            clock),
        new SessionLedger(sessions, configuration.sessionLife(), clock),
        configuration.sessionTtl(),
        new Origins(configuration.allowedOrigins()),
        new Peer(configuration.trustedProxies()),
        new RateLimits(configuration.rateLimit(), System::nanoTime),
        configuration.sockets(),
        configuration.socketsOfAddress());
  }

  /** Channel names without a room allow one room only, regardless of the stored rooms. */
  private static List<Room> offered(Rooms rooms, ChannelNames channels) {
    Optional<RoomName> only = channels.fixedRoom();
    return rooms.active().stream()
        .filter(room -> only.isEmpty() || only.get().equals(room.name()))
        .toList();
  }

  /** The public port. */
  public int port() {
    return api.port();
  }

  /** The port of health and metrics. */
  public int adminPort() {
    return admin.port();
  }

  /** The API's methods by path, without the page's files. */
  public Map<String, List<String>> routes() {
    return api.routes().api();
  }

  /** Its health checks. */
  public Health health() {
    return health;
  }

  @Override
  public void close() {
    health.stop();
    shutdown.close();
  }
}
