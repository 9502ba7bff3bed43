package chatrelay.worker.command.lists;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.files.WordListFile;
import chatrelay.moderation.lists.BadListException;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.lists.WordList;
import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.Actor;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.lists.StoredList;
import chatrelay.worker.lists.WordListStore;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat lists import}: stores a file as a new version. */
@Command(
    name = "import",
    description = {
      "Stores a file as a new version of a list, without effect until it is activated.",
      "The file has one word per line (cat*, *cat, *cat*, two words, !allowed, # comment), or",
      "is CSV with the header word,mode,action,locale. A bad file is refused as a whole with",
      "its line numbers. The same content again creates no new version."
    },
    footer = {
      "",
      "Example:",
      "  ./chat lists import profanity words.csv --rooms lobby,games --activate"
    })
final class ListsImport implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "NAME", description = "The list: a-z 0-9 _ -.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "UTF-8, at most 16 MiB.")
  private Path file = Path.of("");

  @Option(
      names = "--rooms",
      split = ",",
      paramLabel = "ROOM",
      description = "Only these rooms, comma-separated. Default: all rooms.")
  private @Nullable List<String> rooms;

  @Option(
      names = "--locale",
      paramLabel = "TAG",
      defaultValue = "",
      description = "Language tag whose own letters stay distinct: tr, es, pt-BR.")
  private String locale = "";

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "STAGE",
      description = "Disguises to leave undetected: ${COMPLETION-CANDIDATES}.")
  private List<Folding> without = List.of();

  @Option(names = "--activate", description = "Activate it at once.")
  private boolean activate;

  @Mixin private Actor actor = new Actor();

  ListsImport(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    String checked = Lists.name(name);
    if (!locale.isEmpty()) {
      checkLocale();
    }
    WordListStore.Actor by = Lists.actor(actor);
    WordList parsed = Lists.file(checked, file);
    Set<Folding> folding = EnumSet.allOf(Folding.class);
    without.forEach(folding::remove);
    WordList list = WordList.of(checked, locale, parsed.rules(), parsed.allowed(), folding);
    compile(list);
    try (Database database = context.openDatabase()) {
      List<String> names = rooms == null ? null : List.copyOf(new TreeSet<>(rooms));
      if (names != null) {
        names.forEach(room -> CommandContext.room(database, room));
      }
      WordListStore store = new WordListStore(database);
      WordListStore.Imported imported = store.add(list, names, by);
      if (activate) {
        activate(store, imported.stored(), by);
      }
      report(imported);
    }
    return ExitCode.OK.code();
  }

  private void compile(WordList list) {
    try {
      ModerationEngine _ = ModerationEngine.compile(List.of(list));
    } catch (BadListException bad) {
      throw RefusedException.usage(file + " can't be used: " + bad.getMessage());
    }
  }

  private static void activate(WordListStore store, StoredList stored, WordListStore.Actor by) {
    try {
      boolean _ = store.activate(stored.list().name(), stored.version(), by);
    } catch (IllegalArgumentException refusal) {
      throw Lists.refused(refusal);
    }
  }

  private void report(WordListStore.Imported imported) {
    StoredList stored = imported.stored();
    Terminal terminal = context.terminal();
    if (terminal.isJson()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("list", stored.reference().toString());
      fields.put("created", imported.created());
      fields.put("active", activate);
      fields.put("rules", stored.list().rules().size());
      fields.put("allowed", stored.list().allowed().size());
      fields.put("rooms", stored.rooms());
      fields.put("fingerprint", stored.list().fingerprint());
      terminal.printJson(fields);
      return;
    }
    terminal.print(
        "%s: %d rules, %d allowed, %s%s",
        stored.reference(),
        stored.list().rules().size(),
        stored.list().allowed().size(),
        stored.rooms() == null ? "all rooms" : "rooms " + String.join(", ", stored.rooms()),
        imported.created() ? "" : " (the same as before, no new version)");
    terminal.tell(
        activate ? "%s is in force" : "activate it with: ./chat lists activate %s",
        stored.reference());
  }

  private void checkLocale() {
    try {
      WordListFile.checkLocale(locale);
    } catch (IllegalArgumentException e) {
      throw RefusedException.usage("--locale \"" + locale + "\" " + e.getMessage());
    }
  }
}
