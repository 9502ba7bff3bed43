package chatrelay.worker.command;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.schema.FailPolicy;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chat room archive}, {@code restore}, {@code fail-policy}: changes of one room. */
abstract class RoomChange implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "ROOM", description = "The room's name.")
  private String room = "";

  private RoomChange(CommandContext context) {
    this.context = context;
  }

  /** False when the room was like that already. */
  abstract boolean change(Rooms rooms, RoomName name);

  @Override
  public final Integer call() {
    try (Database database = context.openDatabase()) {
      RoomName name = CommandContext.room(database, room).name();
      boolean changed = change(new Rooms(database, Clock.systemUTC()), name);
      RoomList.print(context.terminal(), CommandContext.room(database, room));
      return (changed ? ExitCode.OK : ExitCode.FOUND).code();
    }
  }

  /** The room takes no messages any more. */
  @Command(
      name = "archive",
      description = {
        "Lets a room take no more messages; what is stored is published, history stays.",
        "Answers 1 when it was archived already."
      },
      footer = {"", "Example:", "  ./chat room archive lobby"})
  static final class Archive extends RoomChange {
    Archive(CommandContext context) {
      super(context);
    }

    @Override
    boolean change(Rooms rooms, RoomName name) {
      return rooms.archive(name);
    }
  }

  /** The room takes messages again. */
  @Command(
      name = "restore",
      description =
          "Lets an archived room take messages again. Answers 1 when it was not archived.",
      footer = {"", "Example:", "  ./chat room restore lobby"})
  static final class Restore extends RoomChange {
    Restore(CommandContext context) {
      super(context);
    }

    @Override
    boolean change(Rooms rooms, RoomName name) {
      return rooms.restore(name);
    }
  }

  /** What becomes of messages that can't be judged. */
  @Command(
      name = "fail-policy",
      description = "Sets what happens to a message that moderation can't judge.",
      footer = {"", "Example:", "  ./chat room fail-policy lobby hold"})
  static final class Policy extends RoomChange {
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
      return rooms.setFailPolicy(name, policy);
    }
  }
}
