package chatrelay.worker.command.lists;

import chatrelay.moderation.lists.Rule;
import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.Terminal;
import chatrelay.worker.lists.Backtest;
import chatrelay.worker.lists.ListReference;
import chatrelay.worker.lists.StoredList;
import chatrelay.worker.lists.StoredTexts;
import chatrelay.worker.lists.WordListStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chat lists backtest}: what a version would have done to the messages of some days. */
@Command(
    name = "backtest",
    description = {
      "Judges stored originals with a version and with the one in force, and prints hits by",
      "rule, the senders hit most, messages newly or no longer hit, and samples.",
      "Read-only. Returns 1 when the two differ in any message."
    },
    footer = {"", "Example:", "  ./chat lists backtest profanity@4 --days 7"})
final class ListsBacktest implements Callable<Integer> {
  private static final int BAR = 30;

  private final CommandContext context;

  @Parameters(paramLabel = "VERSION", description = "name@4.")
  private String list = "";

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "7",
      description = "Days to judge, 1 to 3650. Default 7.")
  private int days = 7;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10",
      description = "Samples of each kind, 0 to 1000. Default 10.")
  private int samples = 10;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Limit of messages per second, to spare live traffic. Default 5000.")
  private int rate = 5_000;

  ListsBacktest(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (days < 1 || days > 3_650 || samples < 0 || samples > 1_000 || rate < 1) {
      throw RefusedException.usage("--days 1 to 3650, --samples 0 to 1000, --rate 1 or more");
    }
    ListReference reference = Lists.reference(list);
    try (Database database = context.openReader()) {
      WordListStore store = new WordListStore(database);
      StoredList candidate = Lists.stored(store, reference.toString());
      StoredList active =
          store.active().stream()
              .filter(one -> one.name().equals(reference.name()))
              .findFirst()
              .flatMap(store::find)
              .orElse(null);
      Backtest.Report report =
          new Backtest(new StoredTexts(database), candidate, active, rate)
              .run(Duration.ofDays(days), samples, this::progress);
      context.terminal().progress("");
      report(report, candidate, active);
      boolean same = report.gained() == 0 && report.lost() == 0;
      return (same ? ExitCode.OK : ExitCode.FOUND).code();
    }
  }

  private void progress(long done, long all) {
    int filled = (int) (BAR * done / Math.max(1, all));
    context
        .terminal()
        .progress(
            "["
                + "#".repeat(filled)
                + ".".repeat(BAR - filled)
                + "] "
                + done
                + " of about "
                + all
                + " messages");
  }

  private void report(Backtest.Report report, StoredList candidate, @Nullable StoredList active) {
    Map<String, String> words = new HashMap<>();
    for (Rule rule : candidate.list().rules()) {
      words.put(rule.id(), rule.text());
    }
    if (context.terminal().isJson()) {
      json(report, candidate, active, words);
    } else {
      text(report, candidate, active, words);
    }
  }

  private void json(
      Backtest.Report report,
      StoredList candidate,
      @Nullable StoredList active,
      Map<String, String> words) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("list", candidate.reference().toString());
    fields.put("active", active == null ? null : active.reference().toString());
    fields.put("messages", report.messages());
    fields.put("hit", report.hit());
    fields.put("hit_by_active", report.hitByActive());
    fields.put("gained", report.gained());
    fields.put("lost", report.lost());
    fields.put("unjudged", report.unjudged());
    fields.put("verdicts", counts(report.verdicts()));
    fields.put(
        "rules",
        report.rules().stream()
            .map(count -> {
              Map<String, Object> rule = new LinkedHashMap<>();
              rule.put("rule", count.name());
              rule.put("word", words.get(count.name()));
              rule.put("hits", count.count());
              return rule;
            })
            .toList());
    fields.put("senders", counts(report.senders().stream().limit(samples).toList()));
    fields.put("gained_samples", report.gainedSamples().stream().map(this::fields).toList());
    fields.put("lost_samples", report.lostSamples().stream().map(this::fields).toList());
    context.terminal().printJson(fields);
  }

  private static Map<String, Object> counts(List<Backtest.Count> counts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    counts.forEach(count -> fields.put(count.name(), count.count()));
    return fields;
  }

  private Map<String, Object> fields(Backtest.Sample sample) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("message_id", sample.messageId());
    fields.put("room", sample.room());
    fields.put("text", sample.text());
    fields.put("masked", sample.masked());
    return fields;
  }

  private void text(
      Backtest.Report report,
      StoredList candidate,
      @Nullable StoredList active,
      Map<String, String> words) {
    Terminal terminal = context.terminal();
    terminal.print(
        "%d messages of %d days: %s hits %d, %s",
        report.messages(),
        days,
        candidate.reference(),
        report.hit(),
        active == null
            ? "no version is in force"
            : active.reference() + " hits " + report.hitByActive());
    terminal.print("%d newly hit, %d no longer hit", report.gained(), report.lost());
    if (report.unjudged() > 0) {
      terminal.print("%d more exceed the work limit", report.unjudged());
    }
    report.verdicts().forEach(count -> terminal.print("  %-10s %8d", count.name(), count.count()));
    section("hits by rule", report.rules(), words);
    section("messages hit by sender", report.senders(), Map.of());
    samples("newly hit", report.gainedSamples());
    samples("no longer hit", report.lostSamples());
  }

  private void section(String title, List<Backtest.Count> counts, Map<String, String> words) {
    if (counts.isEmpty()) {
      return;
    }
    context.terminal().print("%s:", title);
    counts.stream()
        .limit(Math.max(10, samples))
        .forEach(count ->
            context
                .terminal()
                .print(
                    "  %8d  %s  %s",
                    count.count(), count.name(), words.getOrDefault(count.name(), "")));
  }

  private void samples(String title, List<Backtest.Sample> kept) {
    if (!kept.isEmpty()) {
      context.terminal().print("%s, samples:", title);
      kept.forEach(sample ->
          context
              .terminal()
              .print("  %d %s: %s", sample.messageId(), sample.room(), sample.masked()));
    }
  }
}
