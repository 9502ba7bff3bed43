package chatrelay.worker.command.lists;

import chatrelay.moderation.files.WordListFile;
import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.lists.StoredList;
import chatrelay.worker.lists.WordListStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat lists export}: writes a version to a file. */
@Command(
    name = "export",
    description = "Writes a version as CSV, which import reads back to the same rules.",
    footer = {"", "Example:", "  ./chat lists export profanity@3 --output words.csv"})
final class ListsExport implements Callable<Integer> {
  private final CommandContext context;

  @Parameters(paramLabel = "LIST", description = "name@3, or name for the newest version.")
  private String list = "";

  @Option(names = "--output", paramLabel = "FILE", description = "Default: standard output.")
  private @Nullable Path output;

  ListsExport(CommandContext context) {
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
      throw RefusedException.usage(
          output + " can't be written; check the path and its permissions");
    }
  }
}
