package chatrelay.worker.command.console;

import chatrelay.runtime.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only groups others; on its own it prints their usage and returns 64. */
@Command(synopsisSubcommandLabel = "COMMAND")
public final class Topic implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  private Topic() {}

  /**
   * A topic with its commands.
   *
   * @param example one whole command line, for {@code --help}
   * @param commands objects annotated with {@link Command}
   */
  public static CommandLine of(
      String name, String description, String example, Object... commands) {
    CommandLine topic = new CommandLine(new Topic());
    topic
        .getCommandSpec()
        .name(name)
        .usageMessage()
        .description(description)
        .footer("", "Example:", "  " + example);
    for (Object command : commands) {
      topic.addSubcommand(command);
    }
    return topic;
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getErr());
    }
    return ExitCode.USAGE.code();
  }
}
