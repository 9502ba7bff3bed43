package chatrelay.worker.command.lists;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.Actor;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.lists.ListReference;
import chatrelay.worker.lists.WordListStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat lists activate}, {@code rollback}: change the version in force. */
abstract class ListsPointer implements Callable<Integer> {
  private final CommandContext context;

  @Mixin private Actor actor = new Actor();

  private ListsPointer(CommandContext context) {
    this.context = context;
  }

  abstract Moved move(WordListStore store, WordListStore.Actor by);

  /**
   * The version in force after the change.
   *
   * @param version null when the list is off
   * @param changed false when it was in force already
   */
  record Moved(String name, @Nullable Integer version, boolean changed) {}

  @Override
  public final Integer call() {
    WordListStore.Actor by = Lists.actor(actor);
    try (Database database = context.openDatabase()) {
      print(context.terminal(), move(new WordListStore(database), by));
      return ExitCode.OK.code();
    } catch (IllegalArgumentException refusal) {
      throw Lists.refused(refusal);
    }
  }

  private static void print(Terminal terminal, Moved moved) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("list", moved.name());
    fields.put("active", moved.version());
    fields.put("changed", moved.changed());
    terminal.print(
        fields,
        "%s%s",
        moved.version() == null
            ? moved.name() + " is off"
            : moved.name() + "@" + moved.version() + " is in force",
        moved.changed() ? "" : " already");
  }

  /** Puts a version in force, or switches the list off. */
  @Command(
      name = "activate",
      description = {
        "Puts a version in force, in all workers within two seconds, without a restart.",
        "With --off the list stops judging; rooms without a list use BANNED_WORDS_FILE."
      },
      footer = {"", "Example:", "  ./chat lists activate profanity@3 --reason \"ticket 4711\""})
  static final class Activate extends ListsPointer {
    @Parameters(paramLabel = "LIST", description = "name@3; with --off the name alone.")
    private String list = "";

    @Option(names = "--off", description = "Switch the list off.")
    private boolean off;

    Activate(CommandContext context) {
      super(context);
    }

    @Override
    Moved move(WordListStore store, WordListStore.Actor by) {
      ListReference reference = off ? null : Lists.reference(list);
      String name = reference == null ? Lists.name(list) : reference.name();
      Integer version = reference == null ? null : reference.version();
      return new Moved(name, version, store.activate(name, version, by));
    }
  }

  /** Puts the previous version in force again. */
  @Command(
      name = "rollback",
      description = "Puts the previous version in force again.",
      footer = {"", "Example:", "  ./chat lists rollback profanity --reason \"too strict\""})
  static final class Rollback extends ListsPointer {
    @Parameters(paramLabel = "NAME", description = "The list.")
    private String list = "";

    Rollback(CommandContext context) {
      super(context);
    }

    @Override
    Moved move(WordListStore store, WordListStore.Actor by) {
      String name = Lists.name(list);
      return new Moved(name, store.rollback(name, by).orElse(null), true);
    }
  }
}
