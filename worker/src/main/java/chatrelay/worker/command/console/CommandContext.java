package chatrelay.worker.command.console;

import chatrelay.runtime.Environment;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The context of every command: the terminal, and the environment, read at each call. */
public record CommandContext(Terminal terminal, Supplier<Environment> environment) {
  private static final int CONNECTIONS = 2;
  private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(10);

  /**
   * Opens the database of the environment; statements may take ten minutes. The caller closes it.
   *
   * @throws chatrelay.runtime.ConfigurationException when the variables are wrong
   */
  public Database openDatabase() {
    return Database.open(databaseSettings());
  }

  /**
   * The same for read-only commands: a reader endpoint suffices.
   *
   * @throws chatrelay.runtime.ConfigurationException when the variables are wrong
   */
  public Database openReader() {
    return Database.openReader(databaseSettings());
  }

  /**
   * The environment, completed with the broker and database that {@code ./run} has started here.
   */
  public Environment joined() {
    return RunningStack.join(environment.get());
  }

  public DatabaseSettings databaseSettings() {
    Environment read = joined();
    DatabaseSettings settings = DatabaseSettings.from(read);
    read.check();
    return settings.withPoolSize(CONNECTIONS).withAnswersWithin(LONGEST_STATEMENT);
  }

  /** The room called {@code name}, or a refusal with the reason. */
  public static Room room(Database database, String name) {
    return new Rooms(database, Clock.systemUTC())
        .find(roomName(name))
        .orElseThrow(() ->
            RefusedException.notFound("there is no room " + name + "; ./chat room list shows all"));
  }

  /** {@code name} if it is a valid room name, else a refusal with the rule. */
  public static RoomName roomName(String name) {
    return RoomName.parse(name)
        .orElseThrow(() ->
            RefusedException.usage(
                "\"" + name + "\" is not a room name: 1 to 64 characters a-z 0-9 _ -"));
  }

  /** The room name of an option, checked as by {@link #room}; null for all rooms. */
  public static @Nullable String roomOrAll(Database database, @Nullable String option) {
    return option == null ? null : room(database, option).name().value();
  }
}
