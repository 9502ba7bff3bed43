package chatrelay.auth;

import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Secret;
import chatrelay.runtime.Shutdown;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** A broker, a migrated database and a service between them, with any port. */
final class TestBed implements AutoCloseable {
  static final String KEY = "app.signer:5igner-5ecret";
  static final Duration LIMIT = Duration.ofSeconds(20);

  final LocalBroker broker;
  final TestDatabase database;
  final Rows rows;
  final Rooms rooms;
  final AuthService service;
  final Browser http;
  private final Shutdown shutdown = new Shutdown(Duration.ofSeconds(30));

  private TestBed(TestDatabase.Kind kind, Map<String, String> changes) {
    broker =
        shutdown.add("broker", LIMIT, LocalBroker.start(BrokerOptions.defaults().withKey(KEY)));
    database = shutdown.add("database server", LIMIT, TestDatabase.create(kind));
    Database writer = shutdown.add("database", LIMIT, Database.open(settings()));
    writer.migrate();
    LeastRights.grant(database);
    rooms = new Rooms(writer, InstantSource.system());
    rooms.create(RoomName.of("lobby"), "Lobby");
    rooms.create(RoomName.of("random"), "Random");
    rows = new Rows(writer);
    service =
        shutdown.add(
            "auth-service",
            LIMIT,
            AuthService.launch(AuthConfiguration.from(environment(changes))));
    http = new Browser("http://127.0.0.1:" + service.port());
    await().atMost(LIMIT).until(() -> http.get("/readyz").statusCode() == 200);
  }

  /** On the embedded database, with generous limits. */
  static TestBed start() {
    return start(Map.of());
  }

  /** With some variables set differently. */
  static TestBed start(Map<String, String> changes) {
    return new TestBed(TestDatabase.Kind.EMBEDDED, changes);
  }

  static TestBed on(TestDatabase.Kind kind) {
    return new TestBed(kind, Map.of());
  }

  /**
   * A second service beside the first, with some variables set differently; the caller closes it.
   */
  AuthService another(Map<String, String> changes) {
    return AuthService.launch(AuthConfiguration.from(environment(changes)));
  }

  /** A valid session for a new guest. */
  JsonNode newSession() {
    return http.json(http.post("/session", "application/json", "{}"));
  }

  private DatabaseSettings settings() {
    return DatabaseSettings.local(
        database.host(),
        database.port(),
        database.name(),
        database.username(),
        Secret.of(database.password()));
  }

  private Environment environment(Map<String, String> changes) {
    Map<String, String> variables = new HashMap<>();
    variables.put("PORT", "0");
    variables.put("AUTH_ADMIN_PORT", "0");
    variables.put("AUTH_SESSION_SECRET", "a secret of more than thirty-two characters");
    variables.put("AUTH_RATE_LIMIT", "100000");
    variables.put("ABLY_API_KEY", BrokerOptions.DEFAULT_KEY);
    variables.put("ABLY_SIGNER_KEY", KEY);
    variables.put("ABLY_ENDPOINT", "127.0.0.1");
    variables.put("ABLY_PORT", String.valueOf(broker.port()));
    variables.put("ABLY_TLS", "false");
    variables.put("DB_HOST", database.host());
    variables.put("DB_PORT", String.valueOf(database.port()));
    variables.put("DB_NAME", database.name());
    variables.put("DB_USERNAME", "chat_web");
    variables.put("DB_PASSWORD", LeastRights.password("chat_web"));
    variables.putAll(changes);
    return Environment.of(variables);
  }

  @Override
  public void close() {
    shutdown.close();
  }
}
