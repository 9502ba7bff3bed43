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

/** What every command needs: the terminal, and the environment read anew at each call. */
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
   * The same for commands that change nothing: a reader endpoint will do.
   *
   * @throws chatrelay.runtime.ConfigurationException when the variables are wrong
   */
  public Database openReader() {
    return Database.openReader(databaseSettings());
  }

  /** The environment, with what {@code ./run} has started on this machine where it names none. */
  public Environment joined() {
    return RunningStack.join(environment.get());
  }

  public DatabaseSettings databaseSettings() {
    Environment read = joined();
    DatabaseSettings settings = DatabaseSettings.from(read);
    read.check();
    return settings.withPoolSize(CONNECTIONS).withAnswersWithin(LONGEST_STATEMENT);
  }

  /** The room called {@code name}, or a refusal that tells what is wrong. */
  public static Room room(Database database, String name) {
    return new Rooms(database, Clock.systemUTC())
        .find(roomName(name))
        .orElseThrow(() ->
            RefusedException.notFound("there is no room " + name + "; ./chat room list shows all"));
  }

  /** {@code name} if it can be a room's, else a refusal that tells the rule. */
  public static RoomName roomName(String name) {
    return RoomName.parse(name)
        .orElseThrow(() ->
            RefusedException.usage(
                "\"" + name + "\" is no room name: 1 to 64 characters a-z 0-9 _ -"));
  }

  /** The name of the room an option asked for, checked as by {@link #room}; null for all rooms. */
  public static @Nullable String roomOrAll(Database database, @Nullable String option) {
    return option == null ? null : room(database, option).name().value();
  }
}
