package chatrelay.worker.command.doctor;

import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.worker.command.config.Configuration;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RunningStack;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.command.console.Terminal.Colour;
import chatrelay.worker.command.doctor.Check.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code chat doctor}: checks everything that a chat-relay needs and reports what to fix. */
@Command(
    name = "doctor",
    description = {
      "Checks Java, the configuration, the broker, the database, ports and word lists.",
      "Each line says ok, warn or fail, and what to do. Warnings keep the exit code 0.",
      "Without a configured broker or database it checks those that ./run started."
    },
    footer = {"", "Example:", "  ./chat doctor --json"})
public final class DoctorCommand implements Callable<Integer> {
  private final CommandContext context;

  /** The command in {@code context}. */
  public DoctorCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    Environment environment = context.joined();
    List<Check> checks = new ArrayList<>();
    if (RunningStack.isNeeded(environment)) {
      collect(checks, terminal, MachineChecks.withoutConfiguration(environment));
      collect(checks, terminal, LocalChecks.of(environment));
    } else {
      Configuration configuration = Configuration.read(environment);
      collect(checks, terminal, MachineChecks.of(configuration));
      collect(checks, terminal, BrokerChecks.of(configuration));
      collect(checks, terminal, DatabaseChecks.of(configuration));
    }
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
      some.stream().filter(check -> !isSkipped(check)).forEach(check -> print(terminal, check));
      skipped(terminal, some.stream().filter(DoctorCommand::isSkipped).toList());
    }
  }

  private static boolean isSkipped(Check check) {
    return check.outcome() == Outcome.SKIP;
  }

  /** One line for all, so that the failure stands out from its consequences. */
  private static void skipped(Terminal terminal, List<Check> checks) {
    if (!checks.isEmpty()) {
      String names = String.join(", ", checks.stream().map(Check::name).toList());
      print(terminal, new Check("not checked", Outcome.SKIP, names, null, ExitCode.OK));
      terminal.print("      %-28s fix: %s", "", checks.getFirst().fix());
    }
  }

  private static void print(Terminal terminal, Check check) {
    Colour colour =
        switch (check.outcome()) {
          case OK -> Colour.GOOD;
          case WARN, SKIP -> Colour.DOUBTFUL;
          case FAIL -> Colour.BAD;
        };
    String outcome = "%-4s".formatted(check.outcome().name().toLowerCase(Locale.ROOT));
    terminal.print(
        "%s  %-28s %s", terminal.coloured(colour, outcome), check.name(), check.detail());
    if (check.fix() != null) {
      terminal.print("      %-28s fix: %s", "", check.fix());
    }
  }

  private static void summary(Terminal terminal, List<Check> checks) {
    long warnings = count(checks, Outcome.WARN);
    terminal.print(
        "%d checks, %d failed, %d %s, %d not checked",
        checks.size(),
        count(checks, Outcome.FAIL),
        warnings,
        warnings == 1 ? "warning" : "warnings",
        count(checks, Outcome.SKIP));
  }

  private static long count(List<Check> checks, Outcome outcome) {
    return checks.stream().filter(check -> check.outcome() == outcome).count();
  }
}
