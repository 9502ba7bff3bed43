package chatrelay.worker;

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
import chatrelay.worker.pipeline.WorkerIdentity;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A local broker, a migrated database of one kind, and workers on them; closed together. */
final class TestStack implements AutoCloseable {
  private static final int NO_SUCH_THREAD = 1094;

  private final TestDatabase server;
  private final LocalBroker broker;
  private final Database database;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable Path bannedWords;
  private @Nullable Path keyFile;
  private int poolSize = 4;
  private WorkerSettings tuning = scaled(0.1, Duration.ofSeconds(3));

  private TestStack(TestDatabase server, LocalBroker broker) {
    this.server = server;
    this.broker = broker;
    this.database = Database.open(settings());
    database.migrate();
    LeastRights.grant(server);
  }

  static TestStack start(TestDatabase.Kind kind) {
    return start(kind, BrokerOptions.defaults());
  }

  static TestStack start(TestDatabase.Kind kind, BrokerOptions options) {
    return new TestStack(TestDatabase.create(kind), LocalBroker.start(options));
  }

  static TestStack start(TestDatabase server, BrokerOptions options) {
    return new TestStack(server, LocalBroker.start(options));
  }

  /**
   * Every time constant times {@code factor} but the lease: under load a scaled one lapses before
   * its thread gets to renew it. Rooms are published without a rate.
   */
  static WorkerSettings scaled(double factor, Duration lease) {
    return WorkerSettings.DEFAULT
        .scaledBy(factor)
        .with(Timing.LEASE, lease)
        .with(Bound.PUBLISH_RATE, 0);
  }

  static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(10));
  }

  /** Settings of the tests' own user, who may do everything. */
  DatabaseSettings settings() {
    return settings(server);
  }

  private static DatabaseSettings settings(TestDatabase login) {
    return DatabaseSettings.local(
        login.host(), login.port(), login.name(), login.username(), Secret.of(login.password()));
  }

  TestDatabase server() {
    return server;
  }

  Database database() {
    return database;
  }

  LocalBroker broker() {
    return broker;
  }

  TestStack bannedWords(Path file) {
    bannedWords = file;
    return this;
  }

  /** Connections of a worker. */
  TestStack poolSize(int connections) {
    poolSize = connections;
    return this;
  }

  /** The times and bounds of the workers launched from here on. */
  TestStack tuned(WorkerSettings other) {
    tuning = other;
    return this;
  }

  WorkerSettings tuning() {
    return tuning;
  }

  void room(String name) {
    new Rooms(database, Clock.systemUTC()).create(RoomName.of(name), name);
  }

  /** The worker's key is what {@code file} holds; publishers keep the broker's first one. */
  TestStack keyFile(Path file) {
    keyFile = file;
    return this;
  }

  AblySettings ably() {
    String[] key = broker.key().split(":", 2);
    AblySettings first =
        new AblySettings(key[0], Secret.of(key[1]), broker.host(), broker.port(), false);
    return keyFile == null ? first : first.withKey(content(keyFile)).orElseThrow();
  }

  private static String content(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Of a worker with the rights that production gives to it. */
  WorkerConfiguration configuration() {
    return new WorkerConfiguration(
        ably(),
        keyFile,
        settings(LeastRights.as(server, "chat_worker")).withPoolSize(poolSize),
        ChannelNames.standard(),
        false,
        bannedWords,
        WorkerIdentity.make(),
        "127.0.0.1",
        0,
        tuning);
  }

  /** A worker that is connected, holds its leases and follows {@code rooms} rooms. */
  Worker worker(int rooms) {
    Worker worker = launch();
    soon().until(() -> worker.rooms() == rooms && worker.isCaughtUp() && isConnected(worker));
    return worker;
  }

  /** History may tell a worker all before its first connection is up, which faults would miss. */
  private static boolean isConnected(Worker worker) {
    return Objects.requireNonNull(worker.health().report().checks().get("broker")).up();
  }

  /** Kills all connections to this test's schema; the test's own reconnect. */
  void killConnections() throws SQLException {
    kill("KILL CONNECTION ");
  }

  /** Kills the statements that run in this test's schema. */
  void killQueries() throws SQLException {
    kill("KILL QUERY ");
  }

  private void kill(String how) throws SQLException {
    try (Connection own = server.connect();
        Statement statement = own.createStatement()) {
      List<String> others = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <>"
                  + " CONNECTION_ID()")) {
        while (rows.next()) {
          others.add(rows.getString(1));
        }
      }
      for (String other : others) {
        try {
          statement.execute(how + other);
        } catch (SQLException gone) {
          if (gone.getErrorCode() != NO_SUCH_THREAD) {
            throw gone;
          }
        }
      }
    }
  }

  void awaitEmptyOutbox() {
    soon()
        .until(() ->
            database
                .context()
                .fetchSingle("SELECT COUNT(*) FROM outbox")
                .get(0, Integer.class)
                .equals(0));
  }

  Worker launch() {
    return launch(Clock.systemUTC());
  }

  Worker launch(Clock clock) {
    Worker worker = Worker.launch(configuration(), clock);
    opened.add(worker);
    return worker;
  }

  ChatClient client(String clientId) {
    ChatClient client = new ChatClient(broker, clientId);
    opened.add(client);
    return client;
  }

  OutboundLog outbound(String... rooms) {
    OutboundLog log = new OutboundLog(broker, List.of(rooms));
    opened.add(log);
    return log;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
    database.close();
    broker.close();
    server.close();
  }
}
