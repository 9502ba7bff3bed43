package chatrelay.worker.command;

import chatrelay.moderation.Rule;
import chatrelay.moderation.WordList;
import chatrelay.moderation.WordListFile;
import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.lists.ListReference;
import chatrelay.worker.lists.StoredList;
import chatrelay.worker.lists.WordListStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat lists …}, as far as it is about files and the pointer to what is in force. */
final class ListsCommands {
  private ListsCommands() {}

  /** A version becomes a file. */
  @Command(
      name = "export",
      description = "Writes a version as CSV, which import reads back to the same rules.",
      footer = {"", "Example:", "  ./chat lists export profanity@3 --output words.csv"})
  static final class Export implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "LIST", description = "name@3, or name for the newest version.")
    private String list = "";

    @Option(names = "--output", paramLabel = "FILE", description = "Default: standard output.")
    private @Nullable Path output;

    Export(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      try (Database database = context.openReader()) {
        StoredList stored = Lists.stored(new WordListStore(database), list);
        String csv = WordListFile.write(stored.list());
        if (context.terminal().isJson()) {
          context.terminal().printJson(Map.of("list", stored.reference().toString(), "csv", csv));
        } else if (output == null) {
          context.terminal().out().print(csv);
        } else {
          Files.writeString(output, csv);
          context.terminal().tell("%s written to %s", stored.reference(), output);
        }
        return ExitCode.OK.code();
      } catch (IOException refused) {
        throw RefusedException.usage(output + " can't be written; check the path and its rights");
      }
    }
  }

  /** What is different. */
  @Command(
      name = "diff",
      description = {
        "Compares two versions, or a version with a file: + added, - removed, ~ another action.",
        "Answers 1 when there is a difference."
      },
      footer = {"", "Example:", "  ./chat lists diff profanity@2 profanity@3"})
  static final class Diff implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(index = "0", paramLabel = "LIST", description = "name@2, or name.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "LIST|FILE", description = "name@3, or a file.")
    private String to = "";

    Diff(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      try (Database database = context.openReader()) {
        WordListStore store = new WordListStore(database);
        WordList left = Lists.stored(store, from).list();
        boolean named = ListReference.parse(to).isPresent();
        WordList right =
            named ? Lists.stored(store, to).list() : Lists.file(left.name(), Path.of(to));
        int differences =
            compare("", left.rules(), right.rules())
                + compare("allowed ", left.allowed(), right.allowed());
        if (named && !left.folding().equals(right.folding())) {
          print("~", "folding", left.folding() + " is " + right.folding());
          differences++;
        }
        context.terminal().tell("%d differences", differences);
        return (differences == 0 ? ExitCode.OK : ExitCode.FOUND).code();
      }
    }

    private int compare(String kind, List<Rule> left, List<Rule> right) {
      Map<String, Rule> before = byId(left);
      Map<String, Rule> after = byId(right);
      int differences = 0;
      for (Rule rule : right) {
        Rule old = before.get(rule.id());
        if (old == null) {
          print("+", kind + rule.text(), described(rule));
          differences++;
        } else if (old.action() != rule.action()) {
          print("~", kind + rule.text(), described(old) + " is " + described(rule));
          differences++;
        }
      }
      for (Rule rule : left) {
        if (!after.containsKey(rule.id())) {
          print("-", kind + rule.text(), described(rule));
          differences++;
        }
      }
      return differences;
    }

    private static Map<String, Rule> byId(List<Rule> rules) {
      Map<String, Rule> found = new LinkedHashMap<>();
      rules.forEach(rule -> found.put(rule.id(), rule));
      return found;
    }

    private static String described(Rule rule) {
      return (rule.mode() + " " + rule.action() + " " + rule.locale())
          .toLowerCase(Locale.ROOT)
          .strip();
    }

    private void print(String change, String what, String how) {
      if (context.terminal().isJson()) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("change", change);
        fields.put("rule", what);
        fields.put("how", how);
        context.terminal().printJson(fields);
      } else {
        context.terminal().print("%s %s (%s)", change, what, how);
      }
    }
  }

  /** In force. */
  @Command(
      name = "activate",
      description = {
        "Puts a version in force, in all workers within two seconds, without a restart.",
        "With --off the list stops judging; rooms without a list use BANNED_WORDS_FILE."
      },
      footer = {"", "Example:", "  ./chat lists activate profanity@3 --reason \"ticket 4711\""})
  static final class Activate implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "LIST", description = "name@3; with --off the name alone.")
    private String list = "";

    @Option(names = "--off", description = "Switch the list off.")
    private boolean off;

    @Mixin private Lists.Actor actor = new Lists.Actor();

    Activate(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      ListReference reference = off ? null : Lists.reference(list);
      String name = reference == null ? Lists.name(list) : reference.name();
      Integer version = reference == null ? null : reference.version();
      try (Database database = context.openDatabase()) {
        boolean changed = new WordListStore(database).activate(name, version, actor.get());
        pointer(context.terminal(), name, version, changed);
        return ExitCode.OK.code();
      } catch (IllegalArgumentException refusal) {
        throw Lists.refused(refusal);
      }
    }
  }

  /** Back. */
  @Command(
      name = "rollback",
      description = "Puts that version in force again which was before the present one.",
      footer = {"", "Example:", "  ./chat lists rollback profanity --reason \"too strict\""})
  static final class Rollback implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "NAME", description = "The list.")
    private String list = "";

    @Mixin private Lists.Actor actor = new Lists.Actor();

    Rollback(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      String name = Lists.name(list);
      try (Database database = context.openDatabase()) {
        Optional<Integer> version = new WordListStore(database).rollback(name, actor.get());
        pointer(context.terminal(), name, version.orElse(null), true);
        return ExitCode.OK.code();
      } catch (IllegalArgumentException refusal) {
        throw Lists.refused(refusal);
      }
    }
  }

  private static void pointer(
      Terminal terminal, String name, @Nullable Integer version, boolean changed) {
    if (terminal.isJson()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("list", name);
      fields.put("active", version);
      fields.put("changed", changed);
      terminal.printJson(fields);
      return;
    }
    String state = version == null ? name + " is off" : name + "@" + version + " is in force";
    terminal.print("%s%s", state, changed ? "" : " already");
  }
}
