package chatrelay.worker.lists;

import chatrelay.worker.moderate.BannedWords;
import chatrelay.worker.moderate.ModerationStep;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * The word lists in force in this worker, for dashboards and alarms: two workers that disagree
 * about {@code chat_word_list_version} for more than a few seconds are an alarm.
 *
 * <p>Labels hold names of lists, at most {@link WordListStore#MOST_ACTIVE}. Thread-safe.
 */
public final class WordListMetrics implements Consumer<List<ActiveLists.ActiveList>> {
  private static final String FAILURES = "chat.word.list.reload.failures";

  private final MeterRegistry registry;
  private final MultiGauge version;
  private final MultiGauge rules;
  private final MultiGauge activated;

  /** Registers its metrics in {@code registry}; {@link #accept} adds those of lists. */
  public WordListMetrics(MeterRegistry registry) {
    this.registry = registry;
    version =
        MultiGauge.builder("chat.word.list.version")
            .description("Number of the version in force, by list of the database")
            .register(registry);
    rules =
        MultiGauge.builder("chat.word.list.rules")
            .description("Banned words of the version in force, without the allow-list")
            .register(registry);
    activated =
        MultiGauge.builder("chat.word.list.activated.timestamp.seconds")
            .description("When the version in force was activated, since 1970")
            .register(registry);
  }

  @Override
  public void accept(List<ActiveLists.ActiveList> lists) {
    register(version, lists, list -> list.list().version());
    register(rules, lists, list -> list.list().list().rules().size());
    register(activated, lists, list -> list.activatedAt().toEpochMilli() / 1e3);
  }

  private static void register(
      MultiGauge gauge,
      List<ActiveLists.ActiveList> lists,
      ToDoubleFunction<ActiveLists.ActiveList> value) {
    gauge.register(
        lists.stream()
            .<Row<?>>map(one -> {
              Tags tags = Tags.of("list", one.list().list().name());
              return Row.of(tags, value.applyAsDouble(one));
            })
            .toList(),
        true);
  }

  /** Adds the gauges read at each scrape. */
  public void watch(ActiveLists lists, BannedWords words, ModerationStep step) {
    FunctionCounter.builder(FAILURES, lists, ActiveLists::failures)
        .description("Lists in the database, or the file, that could not be read or used")
        .tag("source", "database")
        .register(registry);
    FunctionCounter.builder(FAILURES, words, BannedWords::refused)
        .tag("source", "file")
        .register(registry);
    Gauge.builder("chat.banned.words.rules", words, BannedWords::rules)
        .description("Rules of BANNED_WORDS_FILE or the built-in words, for rooms without a list")
        .register(registry);
    FunctionCounter.builder("chat.moderation.failures", step, ModerationStep::failures)
        .description("Messages that could not be judged and followed their room's fail policy")
        .register(registry);
  }
}
