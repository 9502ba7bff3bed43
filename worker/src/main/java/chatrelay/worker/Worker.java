package chatrelay.worker;

import chatrelay.moderation.lists.BadListException;
import chatrelay.runtime.AdminServer;
import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.ConfigurationException.Problem;
import chatrelay.runtime.Health;
import chatrelay.runtime.ListeningPort;
import chatrelay.runtime.Metrics;
import chatrelay.runtime.Shutdown;
import chatrelay.runtime.UnavailableException;
import chatrelay.runtime.Variable;
import chatrelay.schema.Database;
import chatrelay.schema.Migrations;
import chatrelay.schema.SqlFailure;
import chatrelay.schema.StartMigration;
import chatrelay.schema.broker.BrokerWatch;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.lists.ActiveLists;
import chatrelay.worker.lists.WordListMetrics;
import chatrelay.worker.lists.WordListStore;
import chatrelay.worker.moderate.BannedWords;
import chatrelay.worker.moderate.ModerationStep;
import chatrelay.worker.pipeline.Pipeline;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import io.ably.lib.types.AblyException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker.
 *
 * <p>{@link #launch} migrates the database if configured, starts the message path and the admin
 * server, and returns; rooms start as leases are acquired. {@link #close()} ends everything in
 * order within 14 s and may be called twice. ably-java 1.5.0 leaves threads that keep a JVM alive
 * for a minute, so that a program that closes its worker must call exit.
 */
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration SHORT = Duration.ofSeconds(2);

  /** Of closing, all but the message path. */
  private static final Duration OTHERS = Duration.ofSeconds(3);

  private final Shutdown shutdown;
  private final Pipeline pipeline;
  private final Health health;
  private final AdminServer admin;

  private Worker(Shutdown shutdown, Pipeline pipeline, Health health, AdminServer admin) {
    this.shutdown = shutdown;
    this.pipeline = pipeline;
    this.health = health;
    this.admin = admin;
  }

  /**
   * Starts a worker.
   *
   * @throws ConfigurationException when the word list can't be used
   * @throws UnavailableException when the database can't be migrated or a port is in use
   */
  public static Worker launch(WorkerConfiguration configuration) {
    return launch(configuration, Clock.systemUTC());
  }

  /** As {@link #launch(WorkerConfiguration)} with another wall clock, for tests. */
  public static Worker launch(WorkerConfiguration configuration, Clock clock) {
    Duration path = Pipeline.closeLimit(configuration.settings());
    Shutdown shutdown = new Shutdown(path.plus(OTHERS));
    try {
      return launch(configuration, clock, shutdown);
    } catch (RuntimeException | Error failure) {
      shutdown.close();
      throw failure;
    }
  }

  private static Worker launch(WorkerConfiguration configuration, Clock clock, Shutdown shutdown) {
    WorkerSettings settings = configuration.settings();
    ListeningPort.requireFree(
        List.of(
            new ListeningPort(
                Variable.WORKER_ADMIN_PORT, configuration.adminHost(), configuration.adminPort())));
    Health health = new Health();
    Metrics metrics = shutdown.add("metrics", SHORT, Metrics.of("worker"));
    BannedWords words = shutdown.add("banned words", SHORT, bannedWords(configuration));
    Database database = shutdown.add("database", SHORT, Database.open(configuration.database()));
    migrate(configuration, database);
    WordListMetrics listMetrics = new WordListMetrics(metrics.registry());
    ActiveLists lists =
        shutdown.add(
            "word lists",
            SHORT,
            ActiveLists.follow(
                new WordListStore(database), words, settings.time(Timing.RELOAD), listMetrics));
    ModerationStep moderation = new ModerationStep(lists);
    listMetrics.watch(lists, words, moderation);
    AblyClients clients =
        new AblyClients(
            configuration.broker(),
            settings.time(Timing.PUBLISH_TIMEOUT),
            settings.time(Timing.WATCHDOG));
    RestClient rest = shutdown.add("broker client", SHORT, rest(clients));
    Database leaseDatabase =
        shutdown.add(
            "lease connection", SHORT, Database.open(configuration.database().withPoolSize(1)));
    Pipeline pipeline =
        new Pipeline(
            database,
            leaseDatabase,
            clients,
            rest,
            configuration.channels(),
            moderation,
            configuration.workerId(),
            settings,
            clock,
            metrics,
            health);
    shutdown.add("message path", Pipeline.closeLimit(settings).plus(SHORT), pipeline);
    watchBroker(configuration, health, shutdown);
    AdminServer admin =
        shutdown.add(
            "admin server",
            SHORT,
            AdminServer.start(
                configuration.adminHost(), configuration.adminPort(), health, metrics));
    pipeline.start();
    log.info(
        "worker {} started, broker {}, admin port {}",
        configuration.workerId(),
        clients.describe(),
        admin.port());
    return new Worker(shutdown, pipeline, health, admin);
  }

  /** The connections and the publisher report that they fail; this asks for the cause. */
  private static void watchBroker(
      WorkerConfiguration configuration, Health health, Shutdown shutdown) {
    BrokerWatch watch =
        shutdown.add(
            "broker watch",
            SHORT,
            new BrokerWatch(
                configuration.broker(),
                () -> !health.ask("broker").up() || !health.ask("lag").up(),
                "The worker moderates no message until Ably answers"));
    health.register("network", watch::check);
    watch.start(SHORT);
  }

  private static BannedWords bannedWords(WorkerConfiguration configuration) {
    Path file = configuration.bannedWords();
    if (file == null) {
      return BannedWords.builtIn();
    }
    try {
      return BannedWords.follow(file, configuration.settings().time(Timing.RELOAD));
    } catch (IOException | BadListException unusable) {
      throw new ConfigurationException(
          List.of(
              new Problem(
                  Variable.BANNED_WORDS_FILE.name(),
                  "is \"" + file + "\": " + unusable.getMessage(),
                  "name a readable UTF-8 file with one word a line")));
    }
  }

  private static void migrate(WorkerConfiguration configuration, Database database) {
    if (!configuration.migrate()) {
      requireSchema(database);
      return;
    }
    int applied = StartMigration.run(database, "./chat doctor names the migration that failed");
    log.info("database is up to date, {} migrations applied", applied);
  }

  /** A worker that may not migrate must not start on tables it does not know. */
  private static void requireSchema(Database database) {
    try {
      int newest = Migrations.newest();
      int applied = Migrations.applied(database.context()).orElse(newest);
      if (applied < newest) {
        throw new ConfigurationException(
            List.of(
                new Problem(
                    Variable.DB_MIGRATE.name(),
                    "is false and the schema has version %d; this program needs %d"
                        .formatted(applied, newest),
                    "run ./chat migrate, then schema/grants.sql as an administrator")));
      }
    } catch (DataAccessException unreachable) {
      log.warn(
          "the schema's version can't be read at the start ({}); the worker retries statements",
          SqlFailure.classify(unreachable));
    }
  }

  private static RestClient rest(AblyClients clients) {
    try {
      return new RestClient(clients);
    } catch (AblyException refused) {
      throw new UnavailableException("the Ably SDK refused its options", refused);
    }
  }

  /** The port of health and metrics. */
  public int adminPort() {
    return admin.port();
  }

  /** The worker's health checks. */
  public Health health() {
    return health;
  }

  /** Shards of rooms this worker owns now. */
  public Set<Integer> shards() {
    return pipeline.shards();
  }

  /** Rooms this worker follows now. */
  public int rooms() {
    return pipeline.roomCount();
  }

  /** Whether the rooms of this worker have nothing missing, waiting or in flight. */
  public boolean isCaughtUp() {
    return pipeline.isCaughtUp();
  }

  /**
   * Ends as a crash would: nothing is drained, no lease is released. For tests of recovery; the
   * process's resources are freed all the same.
   */
  public void abandon() {
    pipeline.abandon();
    close();
  }

  @Override
  public void close() {
    health.stop();
    shutdown.close();
  }
}
