package chatrelay.worker.command.room;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.schema.FailPolicy;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.command.console.Topic;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat room …}: lists, creates and changes rooms. */
public final class RoomCommands {
  private static final int LONGEST_TITLE = 200;

  private RoomCommands() {}

  /** The topic with its five commands. */
  public static CommandLine topic(CommandContext context) {
    return Topic.of(
        "room",
        "Rooms: list, create, archive, restore, set the fail policy.",
        "./chat room create lobby",
        new ListCommand(context),
        new Create(context),
        new Archive(context),
        new Restore(context),
        new Policy(context));
  }

  private static void print(Terminal terminal, Room room) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("room", room.name().value());
    fields.put("title", room.title());
    fields.put("shard", room.shard());
    fields.put("fail_policy", room.failPolicy().code());
    fields.put("created_at", Terminal.time(room.createdAt()));
    fields.put("archived_at", Terminal.time(room.archivedAt()));
    terminal.print(
        fields,
        "%-24s  %-8s  fail policy %-6s  shard %2d  %s",
        room.name().value(),
        room.isActive() ? "active" : "archived",
        room.failPolicy().code(),
        room.shard(),
        room.title());
  }

  /** Lists rooms. */
  @Command(
      name = "list",
      description = "Lists the rooms that accept messages.",
      footer = {"", "Example:", "  ./chat room list --all --json"})
  static final class ListCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(names = "--all", description = "Include archived rooms.")
    private boolean all;

    ListCommand(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      try (Database database = context.openReader()) {
        Rooms rooms = new Rooms(database, Clock.systemUTC());
        List<Room> listed = all ? rooms.all() : rooms.active();
        listed.forEach(room -> print(context.terminal(), room));
        context.terminal().tell("%d rooms", listed.size());
        return ExitCode.OK.code();
      }
    }
  }

  /** Creates a room, which workers follow and people may enter. */
  @Command(
      name = "create",
      description = {
        "Creates a room; workers follow it within seconds. Returns 1 and changes nothing when",
        "a room of that name exists."
      },
      footer = {"", "Example:", "  ./chat room create lobby --title \"The lobby\""})
  static final class Create implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "ROOM", description = "1 to 64 characters a-z 0-9 _ -.")
    private String room = "";

    @Option(
        names = "--title",
        paramLabel = "TITLE",
        description = "Title shown to people, up to 200 characters. Default: the name.")
    private @Nullable String title;

    @Option(
        names = "--fail-policy",
        paramLabel = "POLICY",
        defaultValue = "CLOSED",
        description = "What happens to a message that can't be judged: closed, hold, open.")
    private FailPolicy policy = FailPolicy.CLOSED;

    Create(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      RoomName name = CommandContext.roomName(room);
      String shown = title == null ? room : title.strip();
      if (shown.isEmpty() || shown.codePointCount(0, shown.length()) > LONGEST_TITLE) {
        throw RefusedException.usage("a title must have 1 to " + LONGEST_TITLE + " characters");
      }
      try (Database database = context.openDatabase()) {
        Rooms rooms = new Rooms(database, Clock.systemUTC());
        Room known = rooms.find(name).orElse(null);
        if (known != null) {
          throw new RefusedException(
              ExitCode.FOUND,
              "there is a room "
                  + room
                  + (known.isActive() ? "" : "; ./chat room restore " + room));
        }
        rooms.create(name, shown);
        if (policy != FailPolicy.CLOSED) {
          rooms.change(name, settings -> settings.with(policy));
        }
        print(context.terminal(), CommandContext.room(database, room));
        return ExitCode.OK.code();
      }
    }
  }

  /** A change of one room; prints the room after the change. */
  abstract static class Change implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room's name.")
    private String room = "";

    private Change(CommandContext context) {
      this.context = context;
    }

    /** False when nothing changed. */
    abstract boolean change(Rooms rooms, RoomName name);

    @Override
    public final Integer call() {
      try (Database database = context.openDatabase()) {
        RoomName name = CommandContext.room(database, room).name();
        boolean changed = change(new Rooms(database, Clock.systemUTC()), name);
        print(context.terminal(), CommandContext.room(database, room));
        return (changed ? ExitCode.OK : ExitCode.FOUND).code();
      }
    }
  }

  /** Archives a room. */
  @Command(
      name = "archive",
      description = {
        "Stops a room from accepting messages; stored ones are published, history stays.",
        "Returns 1 when it was archived already."
      },
      footer = {"", "Example:", "  ./chat room archive lobby"})
  static final class Archive extends Change {
    Archive(CommandContext context) {
      super(context);
    }

    @Override
    boolean change(Rooms rooms, RoomName name) {
      return rooms.archive(name);
    }
  }

  /** Restores an archived room. */
  @Command(
      name = "restore",
      description =
          "Makes an archived room accept messages again. Returns 1 when it was not archived.",
      footer = {"", "Example:", "  ./chat room restore lobby"})
  static final class Restore extends Change {
    Restore(CommandContext context) {
      super(context);
    }

    @Override
    boolean change(Rooms rooms, RoomName name) {
      return rooms.restore(name);
    }
  }

  /** Sets the fail policy of a room. */
  @Command(
      name = "fail-policy",
      description = "Sets what happens to a message that moderation can't judge.",
      footer = {"", "Example:", "  ./chat room fail-policy lobby hold"})
  static final class Policy extends Change {
    @Parameters(
        index = "1",
        paramLabel = "POLICY",
        description = "closed (reject it), hold (for a moderator) or open (publish it).")
    private FailPolicy policy = FailPolicy.CLOSED;

    Policy(CommandContext context) {
      super(context);
    }

    @Override
    boolean change(Rooms rooms, RoomName name) {
      return rooms.change(name, settings -> settings.with(policy));
    }
  }
}
