package chatrelay.worker.command;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase;
import chatrelay.runtime.Secret;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.Worker;
import chatrelay.worker.WorkerConfiguration;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.broker.ReceivedMessage;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A broker, a migrated database and, if wanted, a worker; commands run against them. */
final class OperatorStack implements AutoCloseable {
  private static final Duration REQUEST = Duration.ofSeconds(10);

  private final TestDatabase server;
  private final LocalBroker broker;
  private final Database database;
  private final AblyRest rest;
  private final List<Worker> workers = new ArrayList<>();

  private OperatorStack(TestDatabase server, LocalBroker broker) throws Exception {
    this.server = server;
    this.broker = broker;
    this.database = Database.open(settings());
    database.migrate();
    LeastRights.grant(server);
    this.rest = new AblyClients(this::ably, REQUEST, REQUEST).rest();
  }

  static OperatorStack start(TestDatabase.Kind kind) throws Exception {
    return new OperatorStack(
        TestDatabase.create(kind),
        LocalBroker.start(BrokerOptions.defaults().withPersisted("chat-in")));
  }

  static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }

  Database database() {
    return database;
  }

  DatabaseSettings settings() {
    return settings(server);
  }

  static DatabaseSettings settings(TestDatabase server) {
    return DatabaseSettings.local(
        server.host(),
        server.port(),
        server.name(),
        server.username(),
        Secret.of(server.password()));
  }

  private AblySettings ably() {
    String[] key = broker.key().split(":", 2);
    return new AblySettings(key[0], Secret.of(key[1]), broker.host(), broker.port(), false);
  }

  Map<String, String> variables() {
    return new HashMap<>(
        Map.ofEntries(
            Map.entry("ABLY_API_KEY", broker.key()),
            Map.entry("ABLY_ENDPOINT", broker.host()),
            Map.entry("ABLY_PORT", String.valueOf(broker.port())),
            Map.entry("ABLY_TLS", "false"),
            Map.entry("DB_HOST", server.host()),
            Map.entry("DB_PORT", String.valueOf(server.port())),
            Map.entry("DB_NAME", server.name()),
            Map.entry("DB_USERNAME", "chat_worker"),
            Map.entry("DB_PASSWORD", LeastRights.password("chat_worker")),
            Map.entry("DB_MIGRATE", "false"),
            Map.entry("WORKER_ADMIN_PORT", "0")));
  }

  CommandRun chat(String... arguments) {
    return CommandRun.of(variables(), arguments);
  }

  OperatorStack rooms(String... names) {
    Rooms rooms = new Rooms(database, Clock.systemUTC());
    for (String name : names) {
      rooms.create(RoomName.of(name), name);
    }
    return this;
  }

  Worker worker(int rooms) {
    WorkerConfiguration configuration =
        WorkerConfiguration.from(chatrelay.runtime.Environment.of(variables()));
    Worker worker = Worker.launch(configuration.scaledBy(0.1));
    workers.add(worker);
    soon().until(() -> worker.rooms() == rooms && worker.isCaughtUp());
    return worker;
  }

  /** Publishes as a client would, one after the other, with ids {@code <client>-<number>}. */
  void send(String room, String clientId, Object... data) throws Exception {
    int number = 0;
    for (Object one : data) {
      Message message = new Message("message", one, clientId);
      message.id = clientId + "-" + room + "-" + number++;
      rest.channels.get("chat-in:" + room).publish(new Message[] {message});
    }
  }

  AblyRest rest() {
    return rest;
  }

  List<ReceivedMessage> outbound(String room) throws Exception {
    List<ReceivedMessage> messages = new ArrayList<>();
    Optional<ChannelHistory.Page> page =
        Optional.of(
            new ChannelHistory(rest)
                .read(
                    ChannelNames.standard().outbound(RoomName.of(room)),
                    Instant.EPOCH,
                    ChannelHistory.Direction.FORWARDS,
                    1_000));
    while (page.isPresent()) {
      messages.addAll(page.get().messages());
      page = page.get().next();
    }
    return messages;
  }

  void execute(String sql) {
    server.execute(sql);
  }

  int count(String sql) {
    return database.context().fetchSingle(sql).get(0, Integer.class);
  }

  @Override
  public void close() throws Exception {
    workers.reversed().forEach(Worker::close);
    rest.close();
    database.close();
    broker.close();
    server.close();
  }
}
