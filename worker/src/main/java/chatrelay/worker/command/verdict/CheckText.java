package chatrelay.worker.command.verdict;

import chatrelay.moderation.Hit;
import chatrelay.moderation.Judgement;
import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.work.WorkLimitException;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.RunningStack;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.command.lists.Lists;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.MessageReader;
import chatrelay.worker.inbound.RejectionReason;
import chatrelay.worker.lists.ListReference;
import chatrelay.worker.lists.StoredList;
import chatrelay.worker.lists.WordListStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat check}: how moderation judges a text. */
@Command(
    name = "check",
    description = {
      "Judges a text as a worker would and prints the verdict and every hit with its place.",
      "Uses the lists in force in the room; without a database, BANNED_WORDS_FILE or the",
      "built-in words. A text that is empty or too long is rejected, as a message would be.",
      "Returns 0 when nothing was hit, 1 otherwise."
    },
    footer = {
      "",
      "Examples:",
      "  ./chat check \"one p0tat0 please\" --room lobby",
      "  ./chat check \"one p0tat0 please\" --list profanity@4"
    })
public final class CheckText implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(paramLabel = "TEXT", description = "The text; - for standard input.")
  private String text = "";

  @Option(names = "--room", paramLabel = "ROOM", description = "Judge as in this room.")
  private @Nullable String room;

  @Option(
      names = "--list",
      paramLabel = "LIST|FILE",
      description = "Use this list alone: name@4, name for the newest version, or a file.")
  private @Nullable String list;

  /** The command in {@code context}. */
  public CheckText(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws java.io.IOException {
    String input =
        text.equals("-")
            ? new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            : text;
    return switch (MessageReader.ofText(input)) {
      case Content.Refused refused -> refused(refused.reason());
      case Content.Text content -> told(judge(content.text()));
    };
  }

  /** Rejected regardless of words: no list is consulted. */
  private int refused(RejectionReason reason) {
    if (context.terminal().isJson()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("verdict", "rejected");
      fields.put("reason", reason.code());
      fields.put("hits", List.of());
      context.terminal().printJson(fields);
    } else {
      context.terminal().print("rejected before any list was consulted: %s", reason.code());
    }
    return ExitCode.FOUND.code();
  }

  private int told(Judgement judgement) {
    if (context.terminal().isJson()) {
      json(judgement);
    } else {
      print(judgement);
    }
    return (judgement.hits().isEmpty() ? ExitCode.OK : ExitCode.FOUND).code();
  }

  private Judgement judge(String input) {
    try {
      return ModerationEngine.compile(lists()).judge(input);
    } catch (WorkLimitException tooMuch) {
      throw new RefusedException(
          ExitCode.FOUND, tooMuch.getMessage() + "; a worker would apply the room's fail policy");
    }
  }

  private List<WordList> lists() {
    if (list != null && isFile(list)) {
      return List.of(Lists.file("file", Path.of(list)));
    }
    Environment environment = context.joined();
    boolean database = !RunningStack.hasNoDatabase(environment);
    if (!database && list == null && room == null) {
      return List.of(Lists.ofFile(environment));
    }
    try (Database opened = context.openReader()) {
      WordListStore store = new WordListStore(opened);
      if (list != null) {
        return List.of(Lists.stored(store, list).list());
      }
      String wanted = CommandContext.roomOrAll(opened, room);
      List<WordList> applying = new ArrayList<>();
      for (ListReference reference : store.active()) {
        StoredList stored = Lists.stored(store, reference.toString());
        if (stored.rooms() == null || (wanted != null && stored.appliesTo(wanted))) {
          applying.add(stored.list());
        }
      }
      return applying.isEmpty() ? List.of(Lists.ofFile(environment)) : applying;
    }
  }

  private static boolean isFile(String name) {
    return !ListReference.isName(name) && ListReference.parse(name).isEmpty();
  }

  private void print(Judgement judgement) {
    Terminal terminal = context.terminal();
    terminal.print(
        "%s by %s", judgement.verdict().name().toLowerCase(Locale.ROOT), judgement.listVersion());
    terminal.print("%s", judgement.text());
    for (Hit hit : judgement.hits()) {
      terminal.print(
          "  %d-%d  %s  %s  rule %s of %s@%s",
          hit.start(),
          hit.end(),
          hit.matched(),
          hit.action().name().toLowerCase(Locale.ROOT),
          hit.rule(),
          hit.list(),
          hit.listVersion());
    }
  }

  private void json(Judgement judgement) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("verdict", judgement.verdict().name().toLowerCase(Locale.ROOT));
    fields.put("text", judgement.text());
    fields.put("lists", judgement.listVersion());
    fields.put("hits", judgement.hits().stream().map(CheckText::fields).toList());
    context.terminal().printJson(fields);
  }

  static Map<String, Object> fields(Hit hit) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rule", hit.rule());
    fields.put("list", hit.list() + "@" + hit.listVersion());
    fields.put("action", hit.action().name().toLowerCase(Locale.ROOT));
    fields.put("start", hit.start());
    fields.put("end", hit.end());
    fields.put("start_code_point", hit.startCodePoint());
    fields.put("end_code_point", hit.endCodePoint());
    fields.put("matched", hit.matched());
    return fields;
  }
}
