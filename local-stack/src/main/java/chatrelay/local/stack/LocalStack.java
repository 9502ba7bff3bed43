package chatrelay.local.stack;

import chatrelay.auth.AuthConfiguration;
import chatrelay.auth.AuthService;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.database.EmbeddedDatabase;
import chatrelay.runtime.AblySettings;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Shutdown;
import chatrelay.runtime.UnavailableException;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.worker.Worker;
import chatrelay.worker.WorkerConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole chat-relay in this process.
 *
 * <p>{@link #launch} starts, in this order, the embedded database and the local broker (unless the
 * environment names others), the schema with its rooms, the worker and the auth-service; {@link
 * #close()} stops them the other way round within 10 s. Not for concurrent use.
 */
public final class LocalStack implements AutoCloseable {
  private static final Duration SECONDS_3 = Duration.ofSeconds(3);
  private static final Duration SECONDS_10 = Duration.ofSeconds(10);

  private final Shutdown shutdown = new Shutdown();
  private Environment environment;
  private @Nullable LocalBroker broker;
  private @Nullable AuthService auth;

  private LocalStack(Environment environment) {
    this.environment = environment;
  }

  /**
   * How to start.
   *
   * @param folder where the data lives; null for LOCAL_FOLDER
   * @param fresh whether to empty the folder first
   * @param anyPorts whether every port is any free one, so that several stacks run side by side
   */
  public record Options(@Nullable Path folder, boolean fresh, boolean anyPorts) {
    /** As {@code ./run} starts it. */
    public static Options of(boolean fresh) {
      return new Options(null, fresh, false);
    }

    /** Empty, in a folder of its own, on free ports: beside whatever else is running. */
    public static Options aside(Path folder) {
      return new Options(folder, true, true);
    }
  }

  /**
   * Starts everything or nothing.
   *
   * @throws chatrelay.runtime.ConfigurationException with every wrong variable
   * @throws UnavailableException when a port is in use or a folder can't be written
   */
  public static LocalStack launch(Environment environment, Options options, Progress progress) {
    LocalStack stack = new LocalStack(environment);
    try {
      stack.start(options, progress);
      return stack;
    } catch (RuntimeException failure) {
      stack.close();
      throw failure;
    }
  }
