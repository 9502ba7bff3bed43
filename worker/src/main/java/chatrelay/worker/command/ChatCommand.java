package chatrelay.worker.command;

import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.Durations;
import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Redaction;
import chatrelay.runtime.UnavailableException;
import chatrelay.schema.ConnectionFailure;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.CommandLog;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jooq.exception.DataAccessException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The root of the command line: the commands, their common options and exit codes. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Operates a chat-relay: checks and repairs it, manages its word lists.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, nothing found",
      "1:the command ran and found a problem",
      "64:wrong usage or invalid input",
      "69:the database or the broker is not available",
      "70:a defect in chat-relay",
      "78:the configuration is wrong"
    },
    footer = {"", "Example:", "  ./chat doctor"})
final class ChatCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  private ChatCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON, one object per line, instead of text.")
  void json(boolean on) {
    terminal.useJson(on);
  }

  @Override
  public Integer call() {
    if (spec != null) {
      spec.commandLine().usage(terminal.err());
    }
    return ExitCode.USAGE.code();
  }

  /** Runs the command of {@code arguments}; returns its exit code and never throws. */
  static int run(Terminal terminal, Supplier<Environment> environment, String... arguments) {
    CommandLog.toErrorStream(terminal.err());
    CommandContext context = new CommandContext(terminal, environment);
    CommandLine line = commands(context);
    return line.execute(arguments);
  }

  /** The whole tree of commands; also for completion and for tests that walk it. */
  static CommandLine commands(CommandContext context) {
    Terminal terminal = context.terminal();
    CommandLine line = new CommandLine(new ChatCommand(terminal));
    CommandTree.addTo(line, context);
    line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.hasColour() ? Ansi.ON : Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Duration.class, ChatCommand::duration);
    line.setParameterExceptionHandler((wrong, ignored) -> usage(terminal, wrong));
    line.setExecutionExceptionHandler((failure, command, result) ->
        failed(context, command.getCommandSpec().qualifiedName(), failure).code());
    return line;
  }

  private static Duration duration(String text) {
    return Durations.parse(text)
        .orElseThrow(() ->
            new TypeConversionException(
                "'" + text + "' is not a duration such as 90s, 10m, 24h or 7d"));
  }

  private static int usage(Terminal terminal, ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    terminal.tell("%s: %s", command.getCommandSpec().qualifiedName(), wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    terminal.tell("Try: %s --help", command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE.code();
  }

  private static ExitCode failed(CommandContext context, String command, Exception failure) {
    Terminal terminal = context.terminal();
    return switch (failure) {
      case ConfigurationException wrong -> {
        terminal.tell("%s: the configuration has problems", command);
        wrong.problems().forEach(problem -> terminal.tell("  %s", problem));
        yield ExitCode.CONFIGURATION;
      }
      case UnavailableException missing -> {
        terminal.tell("%s: %s", command, missing.getMessage());
        yield ExitCode.UNAVAILABLE;
      }
      case RefusedException refused -> {
        terminal.tell("%s: %s", command, refused.getMessage());
        yield refused.code();
      }
      case DataAccessException sql -> database(context, command, sql);
      default -> {
        LoggerFactory.getLogger(ChatCommand.class).error("{} failed", command, failure);
        terminal.tell("%s: failed: %s", command, Redaction.redact(failure.toString()));
        yield ExitCode.INTERNAL;
      }
    };
  }

  private static ExitCode database(
      CommandContext context, String command, DataAccessException failure) {
    Terminal terminal = context.terminal();
    Optional<ConnectionFailure> known =
        ConnectionFailure.of(failure, DatabaseSettings.from(context.joined()));
    if (known.isPresent()) {
      terminal.tell("%s: %s", command, known.get().message());
      return known.get().kind().isConfiguration() ? ExitCode.CONFIGURATION : ExitCode.UNAVAILABLE;
    }
    SqlFailure kind = SqlFailure.classify(failure);
    SQLException cause = failure.getCause(SQLException.class);
    String code = cause == null ? "no code" : "error " + cause.getErrorCode();
    terminal.tell(
        "%s: a statement failed (%s, %s); ./chat doctor checks schema and privileges",
        command, kind, code);
    return switch (kind) {
      case CONFIGURATION -> ExitCode.CONFIGURATION;
      case POISON, DUPLICATE -> ExitCode.FOUND;
      case UNEXPECTED -> ExitCode.INTERNAL;
      case RETRY, UNKNOWN_OUTCOME, READ_ONLY, DISK_FULL -> ExitCode.UNAVAILABLE;
    };
  }
}
