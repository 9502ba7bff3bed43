package chatrelay.worker.command;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.schema.FailPolicy;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat room create}: a room that workers follow and people may enter. */
@Command(
    name = "create",
    description = {
      "Creates a room; workers follow it within seconds. Answers 1, and changes nothing, when",
      "there is one of that name."
    },
    footer = {"", "Example:", "  ./chat room create lobby --title \"The lobby\""})
final class RoomCreate implements Callable<Integer> {
  private static final int LONGEST_TITLE = 200;

  private final CommandContext context;

  @Parameters(paramLabel = "ROOM", description = "1 to 64 characters a-z 0-9 _ -.")
  private String room = "";

  @Option(
      names = "--title",
      paramLabel = "TITLE",
      description = "What people read, up to 200 characters. Default: the name.")
  private @Nullable String title;

  @Option(
      names = "--fail-policy",
      paramLabel = "POLICY",
      defaultValue = "CLOSED",
      description = "What happens to a message that can't be judged: closed, hold, open.")
  private FailPolicy policy = FailPolicy.CLOSED;

  RoomCreate(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    RoomName name = CommandContext.roomName(room);
    String shown = title == null ? room : title.strip();
    if (shown.isEmpty() || shown.codePointCount(0, shown.length()) > LONGEST_TITLE) {
      throw RefusedException.usage("a title has 1 to " + LONGEST_TITLE + " characters");
    }
    try (Database database = context.openDatabase()) {
      Rooms rooms = new Rooms(database, Clock.systemUTC());
      Room known = rooms.find(name).orElse(null);
      if (known != null) {
        throw new RefusedException(
            ExitCode.FOUND,
            "there is a room " + room + (known.isActive() ? "" : "; ./chat room restore " + room));
      }
      rooms.create(name, shown);
      if (policy != FailPolicy.CLOSED) {
        rooms.setFailPolicy(name, policy);
      }
      RoomList.print(context.terminal(), CommandContext.room(database, room));
      return ExitCode.OK.code();
    }
  }
}
