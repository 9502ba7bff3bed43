package chatrelay.worker.command.lists;

import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.Topic;
import picocli.CommandLine;

/** {@code chat lists …}: word lists in the database, their versions, and which one is in force. */
public final class ListCommands {
  private ListCommands() {}

  /** The topic with its seven commands. */
  public static CommandLine topic(CommandContext context) {
    return Topic.of(
        "lists",
        "Word lists in the database: versions, and which one is in force.",
        "./chat lists show",
        new ListsImport(context),
        new ListsExport(context),
        new ListsDiff(context),
        new ListsPointer.Activate(context),
        new ListsPointer.Rollback(context),
        new ListsShow(context),
        new ListsBacktest(context));
  }
}
