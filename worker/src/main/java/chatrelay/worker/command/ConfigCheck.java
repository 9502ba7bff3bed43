package chatrelay.worker.command;

import chatrelay.runtime.ConfigurationException.Problem;
import chatrelay.runtime.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code chat config check}: every problem of the variables at once. */
@Command(
    name = "check",
    description = "Reads the configuration as the worker and the auth-service would.",
    footer = {"", "Example:", "  ./chat config check --json"})
final class ConfigCheck implements Callable<Integer> {
  private final CommandContext context;

  ConfigCheck(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    List<Problem> problems = Configuration.read(context.environment().get()).problems();
    if (terminal.isJson()) {
      terminal.printJson(Map.of("problems", problems.stream().map(ConfigCheck::fields).toList()));
    } else if (problems.isEmpty()) {
      terminal.print("the configuration is right");
    } else {
      terminal.tell("the configuration has %d problems", problems.size());
      problems.forEach(problem -> terminal.tell("  %s", problem));
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
