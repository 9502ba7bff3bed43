package chatrelay.worker.command.ledger;

import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.audit.DeadLetters;
import chatrelay.worker.audit.DeadLetters.DeadLetter;
import chatrelay.worker.audit.DeadLetters.Outcome;
import chatrelay.worker.audit.PoisonRetry;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.HistoryFailure;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.command.console.Topic;
import chatrelay.worker.command.lists.Lists;
import chatrelay.worker.lists.ActiveLists;
import chatrelay.worker.moderate.ModerationStep;
import io.ably.lib.rest.AblyRest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat dead-letter …}: messages that could not be stored or published as they are. */
public final class DeadLetterCommands {
  private DeadLetterCommands() {}

  /** The topic with its four commands. */
  public static CommandLine topic(CommandContext context) {
    return Topic.of(
        "dead-letter",
        "Messages that could not be stored or published as they are.",
        "./chat dead-letter list",
        new ListCommand(context),
        new Show(context),
        new Retry(context),
        new Drop(context));
  }

  private static Map<String, Object> fields(DeadLetter letter, boolean text) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", letter.id());
    fields.put("message_id", letter.messageId());
    fields.put("room", letter.room());
    fields.put("seq", letter.seq());
    fields.put("inbound_id", letter.inboundId());
    fields.put("client_id", letter.clientId());
    fields.put("reason", letter.reason());
    fields.put("code", letter.code());
    fields.put("attempts", letter.attempts());
    fields.put("created_at", Terminal.time(letter.createdAt()));
    fields.put("resolution", letter.resolution());
    fields.put("resolved_at", Terminal.time(letter.resolvedAt()));
    fields.put("retryable", letter.isRetryable());
    if (text) {
      fields.put("text", letter.text());
    }
    return fields;
  }

  private static void print(Terminal terminal, DeadLetter letter) {
    String resolution = letter.resolution();
    terminal.print(
        fields(letter, false),
        "%6d  %-7s  %-16s  seq %-8s  %s, code %d, %d attempts, %s",
        letter.id(),
        resolution == null ? "open" : resolution,
        letter.room(),
        letter.seq() == null ? "-" : letter.seq(),
        letter.reason(),
        letter.code(),
        letter.attempts(),
        Terminal.time(letter.createdAt()));
  }

  /** Lists dead letters. */
  @Command(
      name = "list",
      description = {
        "Lists dead letters. Returns 1 when any is open. Reason codes:",
        "publish_refused (permanent refusal by the broker), poison (refusal by the database)."
      },
      footer = {"", "Example:", "  ./chat dead-letter list --room lobby --reason publish_refused"})
  static final class ListCommand extends LedgerList<DeadLetter> {
    @Option(names = "--reason", paramLabel = "CODE", description = "Only this reason code.")
    private @Nullable String reason;

    ListCommand(CommandContext context) {
      super(context, "resolved");
    }

    @Override
    List<DeadLetter> read(Database database, @Nullable String room, boolean closedToo) {
      return new DeadLetters(database).list(room, reason, closedToo);
    }

    @Override
    boolean isOpen(DeadLetter letter) {
      return letter.resolution() == null;
    }

    @Override
    void print(Terminal terminal, DeadLetter letter) {
      DeadLetterCommands.print(terminal, letter);
    }
  }

  /** Shows one dead letter. */
  @Command(
      name = "show",
      description = "Shows one dead letter with the text that was to be published.",
      footer = {"", "Example:", "  ./chat dead-letter show 7"})
  static final class Show implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "ID", description = "The dead letter's number.")
    private long id;

    Show(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      try (Database database = context.openReader()) {
        DeadLetter letter =
            new DeadLetters(database).find(id).orElseThrow(() -> refusal(id, Outcome.UNKNOWN));
        Map<String, Object> fields = fields(letter, true);
        if (context.terminal().isJson()) {
          context.terminal().printJson(fields);
        } else {
          fields.forEach((name, value) ->
              context.terminal().print("%-12s %s", name, value == null ? "-" : value));
        }
        return ExitCode.OK.code();
      }
    }
  }

  /** Retries dead letters. */
  @Command(
      name = "retry",
      description = {
        "Puts messages back into the outbox with their row, seq and id unchanged; the worker",
        "publishes them within seconds. One that is refused again becomes a new dead letter.",
        "Messages that the database refused (poison) are read again from the broker's history",
        "with ABLY_API_KEY: fix the cause first. They keep row and id and get the next seq."
      },
      footer = {"", "Example:", "  ./chat dead-letter retry 7 8"})
  static final class Retry implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final CommandContext context;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Numbers of dead letters.")
    private List<Long> ids = List.of();

    Retry(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      try (Database database = context.openDatabase()) {
        DeadLetters letters = new DeadLetters(database);
        return decision("retried")
            .run(
                context.terminal(),
                ids,
                id -> {
                  Outcome outcome = letters.retry(id);
                  return outcome == Outcome.NOTHING_STORED ? readAgain(database, id) : outcome;
                },
                DeadLetterCommands::refusal);
      }
    }

    private Outcome readAgain(Database database, long id) {
      Environment environment = context.joined();
      if (environment.optionalSecret(Variable.ABLY_API_KEY).isEmpty()) {
        return Outcome.NOTHING_STORED;
      }
      AblySettings settings = AblySettings.ofWorker(environment);
      ChannelNames names = ChannelNames.from(environment);
      environment.check();
      try (AblyRest rest = new AblyClients(() -> settings, TIMEOUT, TIMEOUT).rest();
          ActiveLists lists = Lists.inForce(database, environment)) {
        ModerationStep moderation = new ModerationStep(lists);
        return new PoisonRetry(database, new ChannelHistory(rest), names, moderation).retry(id);
      } catch (Exception failure) {
        throw HistoryFailure.of(failure, settings, "inbound channels");
      }
    }
  }

  /** Drops dead letters. */
  @Command(
      name = "drop",
      description = {
        "Closes dead letters without publishing: readers will never see these messages.",
        "The rows and their seq remain."
      },
      footer = {"", "Example:", "  ./chat dead-letter drop 7 --yes"})
  static final class Drop implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Numbers of dead letters.")
    private List<Long> ids = List.of();

    @Option(names = "--yes", description = "Confirms the drop, which can't be undone.")
    private boolean yes;

    Drop(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      if (!yes) {
        throw RefusedException.usage("dropping can't be undone; add --yes to confirm");
      }
      try (Database database = context.openDatabase()) {
        return decision("dropped")
            .run(
                context.terminal(),
                ids,
                new DeadLetters(database)::drop,
                DeadLetterCommands::refusal);
      }
    }
  }

  private static LedgerDecision<Outcome> decision(String done) {
    return new LedgerDecision<>("dead letter", done, Outcome.DONE);
  }

  private static RefusedException refusal(long id, Outcome outcome) {
    return RefusedException.notFound(
        switch (outcome) {
          case UNKNOWN -> "there is no dead letter " + id + "; ./chat dead-letter list --all";
          case RESOLVED -> "dead letter " + id + " was retried or dropped already";
          case NOTHING_STORED ->
              "dead letter "
                  + id
                  + " has no content: the database never stored it; set ABLY_API_KEY to have it"
                  + " read again from the broker's history, or drop it";
          case NOT_RETAINED ->
              "dead letter "
                  + id
                  + " has no content: the database never stored it, and the broker's history no"
                  + " longer holds it; ask its author to send it again, and drop it";
          case REFUSED_AGAIN ->
              "dead letter "
                  + id
                  + " was read again and the database still refuses it; ./chat dead-letter show "
                  + id
                  + " names its error code: fix that first";
          case DONE -> "dead letter " + id;
        });
  }
}
