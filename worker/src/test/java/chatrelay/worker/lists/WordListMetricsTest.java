package chatrelay.worker.lists;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.runtime.Metrics;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WordListMetricsTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final Metrics metrics = Metrics.of("worker");
  private final WordListMetrics lists = new WordListMetrics(metrics.registry());

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void should_show_the_version_in_force_its_rules_and_since_when() {
    lists.accept(List.of(active("profanity", 3, "turnip", "leek"), active("spam", 1, "pills")));

    assertThat(metrics.scrape())
        .contains("chat_word_list_version{list=\"profanity\",service=\"worker\"} 3.0")
        .contains("chat_word_list_version{list=\"spam\",service=\"worker\"} 1.0")
        .contains("chat_word_list_rules{list=\"profanity\",service=\"worker\"} 2.0")
        .containsPattern("chat_word_list_activated_timestamp_seconds\\{list=\"spam\".*} 1.7");
  }

  @Test
  void should_forget_a_list_that_was_switched_off() {
    lists.accept(List.of(active("profanity", 3, "turnip"), active("spam", 1, "pills")));
    lists.accept(List.of(active("profanity", 4, "turnip")));

    assertThat(metrics.scrape())
        .contains("chat_word_list_version{list=\"profanity\",service=\"worker\"} 4.0")
        .doesNotContain("spam");
  }

  private static ActiveLists.ActiveList active(String name, int version, String... words) {
    List<Rule> rules = List.of(words).stream().map(Rule::word).toList();
    WordList list = WordList.of(name, rules, List.of());
    return new ActiveLists.ActiveList(new StoredList(list, version, null, NOON, "ann", null), NOON);
  }
}
