package chatrelay.local.stack;

import chatrelay.auth.AuthConfiguration;
import chatrelay.auth.AuthService;
import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.database.EmbeddedDatabase;
import chatrelay.local.database.EmbeddedDatabaseException;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Health;
import chatrelay.runtime.Shutdown;
import chatrelay.runtime.UnavailableException;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.ConnectionFailure;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.schema.StartMigration;
import chatrelay.schema.settings.AblySettings;
import chatrelay.schema.settings.LocalParts;
import chatrelay.worker.Worker;
import chatrelay.worker.WorkerConfiguration;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * A complete chat-relay in this process.
 *
 * <p>{@link #launch} starts, in this order, the embedded database and the local broker (unless the
 * environment names others), the schema with its rooms, the worker and the auth-service; {@link
 * #close()} stops them in reverse order within 25 s. Launched by one thread; any thread may close
 * it, even during the start.
 */
public final class LocalStack implements AutoCloseable {
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(15);

  /** With {@link #STEP_LIMIT} below {@link chatrelay.runtime.Program#CLOSE_LIMIT}, which halts. */
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(18);

  private static final Duration STEP_LIMIT = Duration.ofSeconds(10);

  private final Shutdown shutdown = new Shutdown(CLOSE_LIMIT);
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Options options;
  private final StartProgress progress;
  private Environment environment;
  private @Nullable LocalBroker localBroker;
  private @Nullable EmbeddedDatabase embeddedDatabase;
  private @Nullable Worker worker;
  private @Nullable AuthService auth;

  private LocalStack(Environment environment, Options options, StartProgress progress) {
    this.environment = environment;
    this.options = options;
    this.progress = progress;
  }

  /**
   * The start options.
   *
   * @param folder where the data lives; null for LOCAL_FOLDER
   * @param fresh whether to empty the folder first
   * @param anyPorts whether to use any free ports, so that several stacks run side by side
   * @param withWorker whether the worker runs in this process; tests that kill it start their own
   */
  public record Options(
      @Nullable Path folder, boolean fresh, boolean anyPorts, boolean withWorker) {
    /** As {@code ./run} starts it. */
    public static Options of(boolean fresh) {
      return new Options(null, fresh, false, true);
    }

    /** Empty, in its own folder, on free ports: alongside other stacks. */
    public static Options aside(Path folder) {
      return new Options(folder, true, true, true);
    }

    /** The same without a worker. */
    public Options withoutWorker() {
      return new Options(folder, fresh, anyPorts, false);
    }

    /** The same with the existing data. */
    public Options keepingData() {
      return new Options(folder, false, anyPorts, withWorker);
    }
  }

  /**
   * Starts everything or nothing. A signal that ends the JVM meanwhile lets the present step end,
   * for at most 10 s, since an interrupted migration would need a repair; no further step begins,
   * and the started parts are closed.
   *
   * @throws CancellationException when it was stopped during the start
   * @throws chatrelay.runtime.ConfigurationException with every wrong variable
   * @throws UnavailableException when a port is in use or a folder can't be written
   */
  public static LocalStack launch(
      Environment environment, Options options, StartProgress progress) {
    LocalStack stack = new LocalStack(environment, options, progress);
    Thread hook = new Thread(stack::stop, "local-stack-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    stack.shutdown.add("shutdown hook", SHORT, () -> removeHook(hook));
    try {
      stack.start();
      stack.started.countDown();
      return stack;
    } catch (RuntimeException | Error failure) {
      stack.started.countDown();
      stack.close();
      if (stack.isStopping()) {
        throw (CancellationException) new CancellationException("stopped").initCause(failure);
      }
      throw failure;
    }
  }

  /** On the hook's thread. */
  private void stop() {
    stopping.countDown();
    try {
      started.await(STEP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private <T> T step(String what, Supplier<T> start) {
    if (isStopping()) {
      throw new CancellationException("stopped before " + what);
    }
    return progress.step(what, start);
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyGoingDown) {
      // Then the hook runs this, or will find nothing left to close.
    }
  }

  private void start() {
    StartChecks.run(environment, options.anyPorts());
    LocalParts parts = LocalParts.neededBy(environment);
    Path path =
        options.folder() == null
            ? environment.path(Variable.LOCAL_FOLDER).orElseThrow()
            : options.folder();
    LocalFolder folder = shutdown.add("folder", SHORT, LocalFolder.open(path));
    if (options.fresh()) {
      folder.empty();
    }
    if (parts.database()) {
      step("embedded database", () -> startDatabase(folder));
    }
    if (parts.broker()) {
      step("local broker", () -> startBroker(folder));
    }
    Map<Variable, String> changes = new EnumMap<>(Variable.class);
    if (environment.optionalSecret(Variable.AUTH_SESSION_SECRET).isEmpty()) {
      changes.put(Variable.AUTH_SESSION_SECRET, folder.secret("session"));
    }
    if (options.anyPorts()) {
      changes.put(Variable.PORT, "0");
      changes.put(Variable.AUTH_ADMIN_PORT, "0");
      changes.put(Variable.WORKER_ADMIN_PORT, "0");
    }
    environment = environment.with(changes);
    step("schema and rooms", this::createRooms);
    shutdown.add("running.env", SHORT, folder.announce(environment));
    if (options.withWorker()) {
      worker = step("worker", this::startWorker);
    }
    auth = step("auth-service, page", this::startAuth);
  }

  private EmbeddedDatabase startDatabase(LocalFolder folder) {
    try {
      EmbeddedDatabase database =
          shutdown.add(
              "embedded database",
              LONG,
              EmbeddedDatabase.start(databaseServer(), folder.database()));
      environment =
          environment.with(
              Map.of(
                  Variable.DB_HOST, database.host(),
                  Variable.DB_PORT, String.valueOf(database.port()),
                  Variable.DB_NAME, "chat_relay",
                  Variable.DB_USERNAME, database.username(),
                  Variable.DB_PASSWORD, database.password(),
                  Variable.DB_SSL_MODE, "DISABLED"));
      embeddedDatabase = database;
      return database;
    } catch (EmbeddedDatabaseException failure) {
      throw new UnavailableException(String.valueOf(failure.getMessage()), failure);
    }
  }

  /** The unpacked server takes 350 MB, so that stacks in separate folders share it. */
  private Path databaseServer() {
    return environment
        .path(Variable.LOCAL_DATABASE_FOLDER)
        .orElseGet(() -> environment.path(Variable.LOCAL_FOLDER).orElseThrow().resolve("mariadb"));
  }

  private LocalBroker startBroker(LocalFolder folder) {
    LocalKeys keys = LocalKeys.of(folder, ChannelNames.from(environment));
    int port =
        options.anyPorts() ? 0 : (int) environment.number(Variable.LOCAL_BROKER_PORT, 0, 65_535);
    environment.check();
    BrokerOptions brokerOptions =
        keys.addTo(BrokerOptions.defaults().withPort(port)).withDataFolder(folder.broker());
    LocalBroker broker;
    try {
      broker = shutdown.add("local broker", SHORT, LocalBroker.start(brokerOptions));
    } catch (IllegalStateException portInUse) {
      throw UnavailableException.portInUse("127.0.0.1", port, portInUse);
    }
    environment =
        environment.with(
            Map.of(
                Variable.ABLY_API_KEY, keys.worker(),
                Variable.ABLY_SIGNER_KEY, keys.signer(),
                Variable.ABLY_ENDPOINT, broker.host(),
                Variable.ABLY_PORT, String.valueOf(broker.port()),
                Variable.ABLY_TLS, "false"));
    localBroker = broker;
    return broker;
  }

  private int createRooms() {
    DatabaseSettings settings = DatabaseSettings.from(environment);
    ChannelNames channels = ChannelNames.from(environment);
    environment.check();
    try (Database database = Database.open(settings)) {
      if (embeddedDatabase != null || environment.flag(Variable.DB_MIGRATE)) {
        StartMigration.run(database, migrationFix());
      }
      Rooms rooms = new Rooms(database, Clock.systemUTC());
      for (String name : environment.list(Variable.LOCAL_ROOMS)) {
        rooms.create(RoomName.of(name), name);
      }
      channels.fixedRoom().ifPresent(room -> rooms.create(room, room.value()));
      return rooms.active().size();
    } catch (DataAccessException failure) {
      throw ConnectionFailure.of(failure, settings)
          .<RuntimeException>map(why ->
              new UnavailableException("the database can't be used: " + why.message(), failure))
          .orElse(failure);
    }
  }

  /** The advice starts with a copy, because emptying the folder removes every message. */
  private String migrationFix() {
    return embeddedDatabase == null
        ? "./chat doctor names the migration that failed"
        : "copy LOCAL_FOLDER elsewhere to keep its messages; then ./run --fresh starts with an empty"
            + " database";
  }

  private Worker startWorker() {
    WorkerConfiguration configuration = WorkerConfiguration.from(environment);
    environment.check();
    return shutdown.add("worker", LONG, Worker.launch(configuration));
  }

  private AuthService startAuth() {
    AuthConfiguration configuration = AuthConfiguration.from(environment);
    environment.check();
    return shutdown.add("auth-service", LONG, AuthService.launch(configuration));
  }

  /** The address of the page. */
  public String url() {
    return "http://127.0.0.1:" + Objects.requireNonNull(auth).port();
  }

  /**
   * Waits until worker and auth-service are ready.
   *
   * @return what is still missing after {@code limit}, one entry a cause; empty when all is ready
   * @throws CancellationException when the stack was stopped meanwhile
   */
  public List<String> awaitReady(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    List<String> missing = missing();
    while (!missing.isEmpty() && System.nanoTime() - end < 0) {
      if (stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new CancellationException("stopped before it was ready");
      }
      missing = missing();
    }
    return missing;
  }

  /** Both programs give the same cause when the broker or the database is away. */
  private List<String> missing() {
    Set<String> missing = new LinkedHashSet<>();
    if (worker != null) {
      addMissing(missing, "worker", worker.health());
    }
    if (auth != null) {
      addMissing(missing, "auth-service", auth.health());
    }
    return List.copyOf(missing);
  }

  private static void addMissing(Set<String> missing, String program, Health health) {
    health
        .report()
        .checks()
        .forEach((name, check) -> {
          if (!check.up()) {
            boolean sentence = check.detail().startsWith("Ably ");
            missing.add(sentence ? check.detail() : program + ", " + name + ": " + check.detail());
          }
        });
  }

  /** The environment for another program that joins this stack. */
  public Environment environment() {
    return environment;
  }

  /** The broker, with the worker's key, which may do everything. */
  public AblySettings broker() {
    return AblySettings.ofWorker(environment);
  }

  /** The local broker, for its fault switches; null when the environment names another. */
  public @Nullable LocalBroker localBroker() {
    return localBroker;
  }

  /** The embedded database; null when the environment names another. */
  public @Nullable EmbeddedDatabase embeddedDatabase() {
    return embeddedDatabase;
  }

  /** The worker in this process; null without one. */
  public @Nullable Worker worker() {
    return worker;
  }

  /** Sends one message as a browser would, in the first room; see {@link RoundTrip}. */
  public RoundTrip.Outcome roundTrip(Duration limit) {
    ChannelNames channels = ChannelNames.from(environment);
    RoomName room =
        channels
            .fixedRoom()
            .orElseGet(() -> RoomName.of(environment.list(Variable.LOCAL_ROOMS).getFirst()));
    return RoundTrip.once(
        url() + "/auth?room=" + room.value(),
        broker(),
        channels.inbound(room),
        channels.outbound(room),
        limit);
  }

  @Override
  public void close() {
    shutdown.close();
  }
}
