package chatrelay.worker.command;

import chatrelay.runtime.ExitCode;
import chatrelay.worker.command.Check.Outcome;
import chatrelay.worker.command.Terminal.Colour;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code chat doctor}: looks at everything a chat-relay needs and tells what to mend. */
@Command(
    name = "doctor",
    description = {
      "Checks Java, the configuration, the broker, the database, ports and word lists.",
      "Every line says ok, warn or fail, and what to do. A warning leaves the exit code 0."
    },
    footer = {"", "Example:", "  ./chat doctor --json"})
final class DoctorCommand implements Callable<Integer> {
  private final CommandContext context;

  DoctorCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    Configuration configuration = Configuration.read(context.environment().get());
    List<Check> checks = new ArrayList<>();
    collect(checks, terminal, MachineChecks.of(configuration));
    collect(checks, terminal, BrokerChecks.of(configuration));
    collect(checks, terminal, DatabaseChecks.of(configuration));
    ExitCode code =
        checks.stream()
            .map(Check::code)
            .max(Comparator.comparingInt(ExitCode::code))
            .orElse(ExitCode.OK);
    if (terminal.isJson()) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("ok", code == ExitCode.OK);
      report.put("checks", checks.stream().map(Check::fields).toList());
      terminal.printJson(report);
    } else {
      summary(terminal, checks);
    }
    return code.code();
  }

  private static void collect(List<Check> all, Terminal terminal, List<Check> some) {
    all.addAll(some);
    if (!terminal.isJson()) {
      some.forEach(check -> print(terminal, check));
    }
  }

  private static void print(Terminal terminal, Check check) {
    Colour colour =
        switch (check.outcome()) {
          case OK -> Colour.GOOD;
          case WARN -> Colour.DOUBTFUL;
          case FAIL -> Colour.BAD;
        };
    String outcome = "%-4s".formatted(check.outcome().name().toLowerCase(Locale.ROOT));
    terminal.print(
        "%s  %-26s %s", terminal.coloured(colour, outcome), check.name(), check.detail());
    if (check.fix() != null) {
      terminal.print("      %-26s fix: %s", "", check.fix());
    }
  }

  private static void summary(Terminal terminal, List<Check> checks) {
    long failed = checks.stream().filter(check -> check.outcome() == Outcome.FAIL).count();
    long doubtful = checks.stream().filter(check -> check.outcome() == Outcome.WARN).count();
    terminal.print("%d checks, %d failed, %d warnings", checks.size(), failed, doubtful);
  }
}
