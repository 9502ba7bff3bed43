package chatrelay.worker.command.lists;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.lists.WordListStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chat lists show}: the lists, their versions and the history of activations. */
@Command(
    name = "show",
    description = {
      "Without a name: all lists and the version in force. With one: its versions and who",
      "activated which when and why. The rules themselves: ./chat lists export."
    },
    footer = {"", "Example:", "  ./chat lists show profanity"})
final class ListsShow implements Callable<Integer> {
  private static final int MOST_ACTIVATIONS = 50;

  private final CommandContext context;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "One list.")
  private @Nullable String list;

  ListsShow(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    String name = list == null ? null : Lists.name(list);
    try (Database database = context.openReader()) {
      WordListStore store = new WordListStore(database);
      if (name == null) {
        all(store);
      } else {
        one(store, name);
      }
      return ExitCode.OK.code();
    }
  }

  private void all(WordListStore store) {
    List<WordListStore.Overview> lists = store.overview();
    for (WordListStore.Overview one : lists) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("list", one.name());
      fields.put("active", one.active());
      fields.put("newest", one.newest());
      fields.put("created_at", Terminal.time(one.createdAt()));
      context
          .terminal()
          .print(
              fields,
              "%-40s %-12s newest %d",
              one.name(),
              one.active() == null ? "off" : "active @" + one.active(),
              one.newest());
    }
    if (lists.isEmpty()) {
      context.terminal().tell("there is no list; ./chat lists import --help");
    }
  }

  private void one(WordListStore store, String name) {
    List<WordListStore.VersionInfo> versions = store.versions(name);
    if (versions.isEmpty()) {
      throw RefusedException.notFound(
          "there is no word list " + name + "; ./chat lists show names all");
    }
    Integer active =
        store.overview().stream()
            .filter(list -> list.name().equals(name))
            .map(WordListStore.Overview::active)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    for (WordListStore.VersionInfo version : versions) {
      version(name, version, Integer.valueOf(version.version()).equals(active));
    }
    for (WordListStore.Activation move : store.activations(name, MOST_ACTIVATIONS)) {
      activation(move);
    }
  }

  private void version(String name, WordListStore.VersionInfo version, boolean active) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", name + "@" + version.version());
    fields.put("active", active);
    fields.put("rules", version.rules());
    fields.put("allowed", version.allowed());
    fields.put("rooms", version.rooms());
    fields.put("locale", version.locale());
    fields.put("imported_at", Terminal.time(version.importedAt()));
    fields.put("imported_by", version.importedBy());
    fields.put("reason", version.reason());
    context
        .terminal()
        .print(
            fields,
            "%-8s %s, %d rules, %d allowed, %s, imported %s by %s%s",
            active ? "active" : "",
            name + "@" + version.version(),
            version.rules(),
            version.allowed(),
            version.rooms() == null ? "all rooms" : "rooms " + version.rooms(),
            Terminal.time(version.importedAt()),
            version.importedBy(),
            version.reason() == null ? "" : ": " + version.reason());
  }

  private void activation(WordListStore.Activation move) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("moved", move.kind());
    fields.put("to", move.version());
    fields.put("from", move.previous());
    fields.put("at", Terminal.time(move.at()));
    fields.put("by", move.by());
    fields.put("reason", move.reason());
    context
        .terminal()
        .print(
            fields,
            "%-8s %s to %s, %s by %s%s",
            move.kind(),
            move.previous() == null ? "off" : "@" + move.previous(),
            move.version() == null ? "off" : "@" + move.version(),
            Terminal.time(move.at()),
            move.by(),
            move.reason() == null ? "" : ": " + move.reason());
  }
}
