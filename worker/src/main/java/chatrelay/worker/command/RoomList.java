package chatrelay.worker.command;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.schema.Room;
import chatrelay.schema.Rooms;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chat room list}: which rooms there are. */
@Command(
    name = "list",
    description = "Lists the rooms that take messages.",
    footer = {"", "Example:", "  ./chat room list --all --json"})
final class RoomList implements Callable<Integer> {
  private final CommandContext context;

  @Option(names = "--all", description = "Archived ones too.")
  private boolean all;

  RoomList(CommandContext context) {
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

  static void print(Terminal terminal, Room room) {
    if (terminal.isJson()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("room", room.name().value());
      fields.put("title", room.title());
      fields.put("shard", room.shard());
      fields.put("fail_policy", room.failPolicy().code());
      fields.put("created_at", Terminal.time(room.createdAt()));
      fields.put("archived_at", Terminal.time(room.archivedAt()));
      terminal.printJson(fields);
      return;
    }
    terminal.print(
        "%-24s  %-8s  fail policy %-6s  shard %2d  %s",
        room.name().value(),
        room.isActive() ? "active" : "archived",
        room.failPolicy().code(),
        room.shard(),
        room.title());
  }
}
