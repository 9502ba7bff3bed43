package chatrelay.worker.command.ledger;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.audit.Gaps;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.command.console.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat gap …}: stretches of inbound channels that could not be read back. */
public final class GapCommands {
  private static final int LONGEST_NOTE = 1_000;

  private GapCommands() {}

  /** The topic with its three commands. */
  public static CommandLine topic(CommandContext context) {
    return Topic.of(
        "gap",
        "Stretches of inbound channels that could not be read back.",
        "./chat gap list",
        new ListCommand(context),
        new Annotate(context),
        new Close(context));
  }

  private static void print(Terminal terminal, Gaps.Gap gap) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", gap.id());
    fields.put("room", gap.room());
    fields.put("channel", gap.channel());
    fields.put("from", Terminal.time(gap.from()));
    fields.put("to", Terminal.time(gap.to()));
    fields.put("reason", gap.reason());
    fields.put("detected_at", Terminal.time(gap.detectedAt()));
    fields.put("note", gap.note());
    fields.put("resolved_at", Terminal.time(gap.resolvedAt()));
    terminal.print(
        fields,
        "%6d  %-6s  %-24s  %s to %s  %s%s",
        gap.id(),
        gap.resolvedAt() == null ? "open" : "closed",
        gap.channel(),
        gap.from() == null ? "the beginning" : Terminal.time(gap.from()),
        gap.to() == null ? "now" : Terminal.time(gap.to()),
        gap.reason(),
        gap.note() == null ? "" : "  (" + gap.note() + ")");
  }

  private static String checkedNote(String note) {
    if (note.isBlank() || note.length() > LONGEST_NOTE) {
      throw RefusedException.usage("a note must have 1 to " + LONGEST_NOTE + " characters");
    }
    return note.strip();
  }

  private static RefusedException unknown(long id) {
    return RefusedException.notFound("there is no gap " + id + "; ./chat gap list --all shows all");
  }

  /** Lists gaps. */
  @Command(
      name = "list",
      description = "Lists open gaps. Returns 1 when there are any.",
      footer = {"", "Example:", "  ./chat gap list --all --json"})
  static final class ListCommand extends LedgerList<Gaps.Gap> {
    ListCommand(CommandContext context) {
      super(context, "closed");
    }

    @Override
    List<Gaps.Gap> read(Database database, @Nullable String room, boolean closedToo) {
      return new Gaps(database).list(room, closedToo);
    }

    @Override
    boolean isOpen(Gaps.Gap gap) {
      return gap.resolvedAt() == null;
    }

    @Override
    void print(Terminal terminal, Gaps.Gap gap) {
      GapCommands.print(terminal, gap);
    }
  }

  /** Records what an operator found out. */
  @Command(
      name = "annotate",
      description = "Records what you found out about a gap; replaces an earlier note.",
      footer = {"", "Example:", "  ./chat gap annotate 7 \"broker outage, none were sent\""})
  static final class Annotate implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "The gap's number.")
    private long id;

    @Parameters(paramLabel = "NOTE", description = "Up to 1000 characters.")
    private String note = "";

    Annotate(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      String checked = checkedNote(note);
      try (Database database = context.openDatabase()) {
        Gaps gaps = new Gaps(database);
        if (!gaps.annotate(id, checked)) {
          throw unknown(id);
        }
        gaps.find(id).ifPresent(gap -> print(context.terminal(), gap));
        return ExitCode.OK.code();
      }
    }
  }

  /** Closes a gap. */
  @Command(
      name = "close",
      description = "Closes a gap: it no longer counts in metrics and audits. The row stays.",
      footer = {"", "Example:", "  ./chat gap close 7 --note \"asked the authors to repeat\""})
  static final class Close implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "The gap's number.")
    private long id;

    @Option(names = "--note", paramLabel = "NOTE", description = "Why, up to 1000 characters.")
    private @Nullable String note;

    Close(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      String checked = note == null ? null : checkedNote(note);
      try (Database database = context.openDatabase()) {
        Gaps gaps = new Gaps(database);
        Gaps.Gap gap = gaps.find(id).orElseThrow(() -> unknown(id));
        if (!gaps.close(id)) {
          throw RefusedException.notFound(
              "gap " + id + " was closed already, at " + Terminal.time(gap.resolvedAt()));
        }
        if (checked != null) {
          gaps.annotate(id, checked);
        }
        gaps.find(id).ifPresent(closed -> print(context.terminal(), closed));
        return ExitCode.OK.code();
      }
    }
  }
}
