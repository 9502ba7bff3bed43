package chatrelay.worker;

import chatrelay.runtime.AblySettings;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.DatabaseSettings;
import chatrelay.worker.broker.KeyFile;
import chatrelay.worker.inbound.CatchUpSettings;
import chatrelay.worker.inbound.ConnectionSettings;
import chatrelay.worker.outbound.PublishSettings;
import chatrelay.worker.pipeline.LaneSettings;
import chatrelay.worker.pipeline.PipelineSettings;
import chatrelay.worker.pipeline.WorkerIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a worker is started with; checked, immutable, printable without secrets.
 *
 * <p>{@link #scaledBy} shrinks every time constant together, so that tests of minutes run in
 * seconds. Queue sizes and rates stay.
 *
 * @param keyFile the file the key was read from, which is followed; null for a key that stays
 */
public record WorkerConfiguration(
    AblySettings ably,
    @Nullable Path keyFile,
    DatabaseSettings database,
    ChannelNames channels,
    boolean migrate,
    @Nullable Path bannedWords,
    String workerId,
    String adminHost,
    int adminPort,
    Limits limits,
    Times times) {
  /** The broker forgets ids after two minutes; its clock and ours may run apart a little. */
  private static final Duration LONGEST_REPEAT_WINDOW = Duration.ofSeconds(110);

  /**
   * Bounds that are no times.
   *
   * @param lanes threads that moderate and store
   * @param publishThreads publishes in flight at most
   * @param publishRate messages a second in one room, 0 for no limit
   * @param channelsPerConnection rooms on one subscribing connection at most
   */
  public record Limits(
      long queueMessages,
      long queueBytes,
      int batch,
      int lanes,
      int publishThreads,
      int publishRate,
      int channelsPerConnection) {
    /** The defaults of {@link Variable}, without a publish rate. */
    public static final Limits DEFAULT = new Limits(4_000, 32L << 20, 200, 2, 8, 0, 200);
  }

  /** How long things take, wait or last. */
  public record Times(
      Duration lease,
      Duration roomPoll,
      Duration publishTimeout,
      Duration repeatWindow,
      Duration historyRetention,
      Duration overlap,
      Duration shortOverlap,
      Duration settle,
      Duration recheck,
      Duration retryFirst,
      Duration retryMost,
      Duration longRetry,
      Duration watchdog,
      Duration ping,
      Duration reconnect,
      Duration rebuild,
      Duration historyPoll,
      Duration reload,
      Duration housekeeping,
      Duration stop) {
    /** What production runs with. */
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(100),
            Duration.ofHours(24),
            Duration.ofMinutes(2),
            Duration.ofSeconds(5),
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(40),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3));

    /** Every duration times {@code factor}, but none under 5 ms. */
    public Times scaledBy(double factor) {
      UnaryOperator<Duration> scaled =
          time -> Duration.ofNanos(Math.max(5_000_000, (long) (time.toNanos() * factor)));
      return new Times(
          scaled.apply(lease),
          scaled.apply(roomPoll),
          scaled.apply(publishTimeout),
          scaled.apply(repeatWindow),
          scaled.apply(historyRetention),
          scaled.apply(overlap),
          scaled.apply(shortOverlap),
          scaled.apply(settle),
          scaled.apply(recheck),
          scaled.apply(retryFirst),
          scaled.apply(retryMost),
          scaled.apply(longRetry),
          scaled.apply(watchdog),
          scaled.apply(ping),
          scaled.apply(reconnect),
          scaled.apply(rebuild),
          scaled.apply(historyPoll),
          scaled.apply(reload),
          scaled.apply(housekeeping),
          scaled.apply(stop));
    }
  }

  /** Reads the variables; problems are recorded in {@code environment} for its {@code check()}. */
  public static WorkerConfiguration from(Environment environment) {
    return new WorkerConfiguration(
        AblySettings.ofWorker(environment),
        environment.secretFile(Variable.ABLY_API_KEY).orElse(null),
        DatabaseSettings.from(environment),
        ChannelNames.from(environment),
        environment.flag(Variable.DB_MIGRATE),
        environment.path(Variable.BANNED_WORDS_FILE).orElse(null),
        workerId(environment),
        environment.text(Variable.WORKER_ADMIN_HOST),
        (int) environment.number(Variable.WORKER_ADMIN_PORT, 0, 65_535),
        limits(environment),
        times(environment));
  }

  private static String workerId(Environment environment) {
    String name = environment.optionalText(Variable.WORKER_ID).orElse("");
    if (name.isEmpty()) {
      return WorkerIdentity.make();
    }
    if (name.length() > WorkerIdentity.LONGEST_NAME) {
      environment.problem(
          Variable.WORKER_ID,
          "has " + name.length() + " characters",
          "at most " + WorkerIdentity.LONGEST_NAME + " characters");
    }
    return WorkerIdentity.of(name);
  }

  private static Limits limits(Environment environment) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        environment.number(Variable.WORKER_QUEUE_MESSAGES, 100, 1_000_000),
        environment.number(Variable.WORKER_QUEUE_BYTES, 1 << 20, 1L << 34),
        (int) environment.number(Variable.WORKER_BATCH, 1, 1_000),
        usual.lanes(),
        usual.publishThreads(),
        (int) environment.number(Variable.WORKER_PUBLISH_RATE, 0, 100_000),
        usual.channelsPerConnection());
  }

  private static Times times(Environment environment) {
    Times usual = Times.DEFAULT;
    return new Times(
        environment.duration(Variable.WORKER_LEASE, Duration.ofSeconds(1), Duration.ofMinutes(5)),
        environment.duration(
            Variable.WORKER_ROOM_POLL, Duration.ofMillis(100), Duration.ofMinutes(1)),
        environment.duration(
            Variable.WORKER_PUBLISH_TIMEOUT, Duration.ofSeconds(1), Duration.ofMinutes(2)),
        environment.duration(
            Variable.WORKER_REPEAT_WINDOW, Duration.ofSeconds(1), LONGEST_REPEAT_WINDOW),
        environment.duration(
            Variable.WORKER_HISTORY_RETENTION, Duration.ofSeconds(10), Duration.ofDays(365)),
        usual.overlap(),
        usual.shortOverlap(),
        usual.settle(),
        usual.recheck(),
        usual.retryFirst(),
        usual.retryMost(),
        usual.longRetry(),
        usual.watchdog(),
        usual.ping(),
        usual.reconnect(),
        usual.rebuild(),
        usual.historyPoll(),
        usual.reload(),
        usual.housekeeping(),
        usual.stop());
  }

  /** The same with every time constant multiplied by {@code factor}; for tests. */
  public WorkerConfiguration scaledBy(double factor) {
    return with(times.scaledBy(factor));
  }

  /** The same with other times. */
  public WorkerConfiguration with(Times other) {
    return new WorkerConfiguration(
        ably,
        keyFile,
        database,
        channels,
        migrate,
        bannedWords,
        workerId,
        adminHost,
        adminPort,
        limits,
        other);
  }

  /** The same with other bounds. */
  public WorkerConfiguration with(Limits other) {
    return new WorkerConfiguration(
        ably,
        keyFile,
        database,
        channels,
        migrate,
        bannedWords,
        workerId,
        adminHost,
        adminPort,
        other,
        times);
  }

  /** The broker's address and key as of now: a key from a file follows its file. */
  Supplier<AblySettings> broker() {
    return keyFile == null ? () -> ably : new KeyFile(ably, keyFile, times.reload());
  }

  /** The settings of the message path. */
  PipelineSettings pipeline() {
    return new PipelineSettings(
        workerId,
        times.lease(),
        limits.queueMessages(),
        limits.queueBytes(),
        times.roomPoll(),
        times.housekeeping(),
        times.publishTimeout().multipliedBy(2),
        times.stop(),
        new LaneSettings(
            limits.lanes(),
            limits.batch(),
            times.retryFirst().dividedBy(4),
            times.longRetry(),
            times.longRetry()),
        new CatchUpSettings(
            times.overlap(),
            times.shortOverlap(),
            times.settle(),
            times.historyRetention(),
            times.recheck(),
            times.retryFirst(),
            times.retryMost(),
            Math.max(250, limits.batch()),
            2),
        new ConnectionSettings(
            times.watchdog(),
            times.ping(),
            times.reconnect(),
            times.rebuild(),
            times.historyPoll(),
            times.reconnect(),
            limits.channelsPerConnection()),
        new PublishSettings(
            limits.publishThreads(),
            times.repeatWindow(),
            times.publishTimeout().multipliedBy(3).dividedBy(2),
            limits.publishRate(),
            200,
            8L << 20,
            times.retryFirst(),
            times.retryMost(),
            times.longRetry(),
            times.housekeeping()));
  }
}
