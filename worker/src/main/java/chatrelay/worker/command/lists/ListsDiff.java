package chatrelay.worker.command.lists;

import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.lists.ListReference;
import chatrelay.worker.lists.WordListStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chat lists diff}: the differences between two versions, or a version and a file. */
@Command(
    name = "diff",
    description = {
      "Compares two versions, or a version with a file: + added, - removed, ~ another action.",
      "Returns 1 when there is a difference."
    },
    footer = {"", "Example:", "  ./chat lists diff profanity@2 profanity@3"})
final class ListsDiff implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "LIST", description = "name@2, or name.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "LIST|FILE", description = "name@3, or a file.")
  private String to = "";

  ListsDiff(CommandContext context) {
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
