package chatrelay.worker.command.ledger;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The {@code list} of a ledger: open entries, with {@code --all} the resolved ones too. Returns 1
 * when any entry is open.
 */
abstract class LedgerList<E> implements Callable<Integer> {
  private final CommandContext context;
  private final String closed;

  @Option(names = "--room", paramLabel = "ROOM", description = "Only this room.")
  private @Nullable String room;

  @Option(names = "--all", description = "Include resolved entries.")
  private boolean all;

  /** {@code closed} is the word for resolved entries: closed, resolved. */
  LedgerList(CommandContext context, String closed) {
    this.context = context;
    this.closed = closed;
  }

  abstract List<E> read(Database database, @Nullable String wantedRoom, boolean closedToo);

  abstract boolean isOpen(E entry);

  abstract void print(Terminal terminal, E entry);

  @Override
  public final Integer call() {
    try (Database database = context.openReader()) {
      List<E> entries = read(database, CommandContext.roomOrAll(database, room), all);
      entries.forEach(entry -> print(context.terminal(), entry));
      long open = entries.stream().filter(this::isOpen).count();
      context.terminal().tell("%d open, %d %s", open, entries.size() - open, closed);
      return (open == 0 ? ExitCode.OK : ExitCode.FOUND).code();
    }
  }
}
