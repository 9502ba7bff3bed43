package chatrelay.worker.command.audit;

import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.Room;
import chatrelay.schema.Rooms;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.audit.ChannelAudit;
import chatrelay.worker.audit.DatabaseAudit;
import chatrelay.worker.audit.Finding;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.HistoryFailure;
import chatrelay.worker.command.console.Terminal;
import io.ably.lib.rest.AblyRest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code chat audit}: checks that all is stored once, in order, with one end state, and delivered.
 */
@Command(
    name = "audit",
    description = {
      "Finds lost, duplicated, reordered and stuck messages, open gaps and dead letters.",
      "Runs the audit queries of schema/queries; with a broker key it also compares the",
      "tables with the broker's remaining history of each room's channels.",
      "Returns 1 on any finding. Reads whole tables: point DB_HOST to a reader."
    },
    footer = {"", "Examples:", "  ./chat audit", "  ./chat audit --room lobby --since 1h --json"})
public final class AuditCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final CommandContext context;

  @Option(names = "--room", paramLabel = "ROOM", description = "Only this room.")
  private @Nullable String room;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How far back channel history is compared: 90s, 10m, 24h. Default 10m.")
  private Duration since = Duration.ofMinutes(10);

  @Option(
      names = "--stuck-after",
      paramLabel = "TIME",
      defaultValue = "1m",
      description = "How long a message may wait to be published. Default 1m.")
  private Duration stuckAfter = Duration.ofMinutes(1);

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Skips younger messages, which may be in flight. Default 30s.")
  private Duration settle = Duration.ofSeconds(30);

  @Option(names = "--database-only", description = "Check the tables only.")
  private boolean databaseOnly;

  /** The command in {@code context}. */
  public AuditCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Terminal terminal = context.terminal();
    Environment environment = context.joined();
    boolean broker = !databaseOnly && environment.optionalSecret(Variable.ABLY_API_KEY).isPresent();
    int checks = DatabaseAudit.checks();
    List<Finding> findings = new ArrayList<>();
    try (Database database = context.openReader()) {
      List<Room> rooms = rooms(database);
      findings.addAll(
          new DatabaseAudit(database, stuckAfter)
              .run(room, check -> terminal.progress("checking " + check)));
      if (broker) {
        findings.addAll(channels(environment, database, rooms));
        checks += rooms.size();
      }
    }
    terminal.progress("");
    report(findings, checks, broker);
    return (findings.isEmpty() ? ExitCode.OK : ExitCode.FOUND).code();
  }

  private List<Room> rooms(Database database) {
    return room == null
        ? new Rooms(database, Clock.systemUTC()).active()
        : List.of(CommandContext.room(database, room));
  }

  private List<Finding> channels(Environment environment, Database database, List<Room> rooms) {
    AblySettings settings = AblySettings.ofWorker(environment);
    ChannelNames names = ChannelNames.from(environment);
    environment.check();
    List<Finding> findings = new ArrayList<>();
    try (AblyRest rest = new AblyClients(() -> settings, TIMEOUT, TIMEOUT).rest()) {
      ChannelAudit audit = new ChannelAudit(database, new ChannelHistory(rest), names, settle);
      Instant now = Instant.ofEpochMilli(rest.time());
      for (Room one : rooms) {
        context.terminal().progress("comparing the channels of " + one.name().value());
        findings.addAll(audit.run(one, now.minus(since), now));
      }
    } catch (Exception failure) {
      throw HistoryFailure.of(failure, settings, "inbound and outbound channels");
    }
    return findings;
  }

  private void report(List<Finding> findings, int checks, boolean broker) {
    Terminal terminal = context.terminal();
    for (Finding finding : findings) {
      if (terminal.isJson()) {
        terminal.printJson(fields(finding));
      } else {
        String where = finding.room() == null ? "-" : finding.room();
        terminal.print("%-16s %-16s %s", finding.check(), where, finding.problem());
      }
    }
    if (terminal.isJson()) {
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("ok", findings.isEmpty());
      summary.put("checks", checks);
      summary.put("findings", findings.size());
      summary.put("channels_compared", broker);
      terminal.printJson(summary);
    } else {
      terminal.print(
          findings.isEmpty() ? "%d checks, nothing wrong%s" : "%d checks, %3$d findings%2$s",
          checks,
          broker ? "" : " (tables only; set ABLY_API_KEY to compare the channels too)",
          findings.size());
    }
  }

  private static Map<String, Object> fields(Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("check", finding.check());
    fields.put("room", finding.room());
    fields.put("problem", finding.problem());
    fields.put("ids", finding.ids());
    return fields;
  }
}
