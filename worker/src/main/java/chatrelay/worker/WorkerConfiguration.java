package chatrelay.worker;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.broker.KeyFile;
import chatrelay.worker.moderate.BannedWords;
import chatrelay.worker.pipeline.WorkerIdentity;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a worker; checked, immutable, without secrets in its text form.
 *
 * @param keyFile the file of the key, which is followed; null for a fixed key
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
    WorkerSettings settings) {
  /** Reads the variables; problems are recorded in {@code environment} for its {@code check()}. */
  public static WorkerConfiguration from(Environment environment) {
    return new WorkerConfiguration(
        AblySettings.ofWorker(environment),
        environment.secretFile(Variable.ABLY_API_KEY).orElse(null),
        DatabaseSettings.from(environment),
        ChannelNames.from(environment),
        environment.flag(Variable.DB_MIGRATE),
        BannedWords.fileOf(environment),
        workerId(environment),
        environment.text(Variable.WORKER_ADMIN_HOST),
        (int) environment.number(Variable.WORKER_ADMIN_PORT, 0, 65_535),
        WorkerSettings.from(environment));
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

  /** The same with every time constant multiplied by {@code factor}; for tests. */
  public WorkerConfiguration scaledBy(double factor) {
    return with(settings.scaledBy(factor));
  }

  /** The same with other times and bounds. */
  public WorkerConfiguration with(WorkerSettings other) {
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
        other);
  }

  /** The broker's address and key as of now: a key from a file follows its file. */
  Supplier<AblySettings> broker() {
    return keyFile == null ? () -> ably : new KeyFile(ably, keyFile, settings.time(Timing.RELOAD));
  }
}
