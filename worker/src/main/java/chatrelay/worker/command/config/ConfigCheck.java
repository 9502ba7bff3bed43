package chatrelay.worker.command.config;

import chatrelay.runtime.ConfigurationException.Problem;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RunningStack;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.command.console.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code chat config check}: reports all problems of the variables at once. */
@Command(
    name = "check",
    description = {
      "Reads the configuration as the worker and the auth-service would, with the broker and",
      "the database of a running ./run where it names none, as every other command does.",
      "Reports everything that is wrong at once: the variable, its value, the fix."
    },
    footer = {"", "Example:", "  ./chat config check --json"})
public final class ConfigCheck implements Callable<Integer> {
  private final CommandContext context;

  ConfigCheck(CommandContext context) {
    this.context = context;
  }

  /** The topic {@code config} with this command. */
  public static CommandLine topic(CommandContext context) {
    return Topic.of(
        "config",
        "Checks the configuration of the programs.",
        "./chat config check",
        new ConfigCheck(context));
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    Environment own = context.environment().get();
    Environment environment = RunningStack.join(own);
    Configuration read = Configuration.read(environment);
    boolean supplied = environment == own && RunningStack.find(own).isPresent();
    List<Problem> problems = (supplied ? read.withoutMissing() : read).problems();
    if (terminal.isJson()) {
      terminal.printJson(Map.of("problems", problems.stream().map(ConfigCheck::fields).toList()));
    } else if (problems.isEmpty()) {
      terminal.print(
          environment == own
              ? "the configuration is valid"
              : "the configuration is valid, with the broker or database of the running ./run");
    } else {
      terminal.tell(
          "the configuration has %d %s",
          problems.size(), problems.size() == 1 ? "problem" : "problems");
      problems.forEach(problem -> terminal.tell("  %s", problem));
      if (RunningStack.isNeeded(environment)) {
        terminal.tell("without a broker and a database, ./run starts one of each on this machine");
      }
    }
    return (problems.isEmpty() ? ExitCode.OK : ExitCode.CONFIGURATION).code();
  }

  private static Map<String, String> fields(Problem problem) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("variable", problem.variable());
    fields.put("cause", problem.cause());
    fields.put("fix", problem.fix());
    return fields;
  }
}
