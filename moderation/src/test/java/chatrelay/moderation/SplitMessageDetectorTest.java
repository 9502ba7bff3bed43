package chatrelay.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SplitMessageDetectorTest {
  private final ModerationEngine engine =
      ModerationEngine.compile(
          List.of(
              WordList.of(
                  "words",
                  List.of(
                      Rule.of("banana", MatchMode.ANYWHERE, Action.MASK, ""),
                      Rule.word("hell"),
                      Rule.word("ass")),
                  List.of())));
  private final SplitMessageDetector detector = new SplitMessageDetector();
  private long now = 1_000_000;

  private List<Boolean> send(String... messages) {
    return List.of(messages).stream()
        .map(text -> detector.observe(engine, "room", "ann", text, now += 1_000).isPresent())
        .toList();
  }

  @Test
  void catches_a_word_of_single_letters() {
    assertThat(send("B", "a", "n", "4", "n", "a"))
        .containsExactly(false, false, false, false, false, true);
  }

  @Test
  void catches_pieces_of_two_letters_and_a_longer_last_one() {
    assertThat(send("ba", "na", "na")).containsExactly(false, false, true);
    assertThat(send("ba", "nana")).containsExactly(false, true);
    assertThat(send("hi", "he", "ll")).containsExactly(false, false, true);
    assertThat(send("a.", "s.", "s.")).containsExactly(false, false, true);
  }

  @Test
  void leaves_ordinary_short_messages_alone() {
    assertThat(send("ok", "as", "so", "on")).doesNotContain(true);
    assertThat(send("he", "llo")).doesNotContain(true);
    assertThat(send("s", "h", "e", "l", "l")).doesNotContain(true);
    assertThat(send("b", "a", "n", "a")).doesNotContain(true);
  }

  @Test
  void starts_over_after_a_longer_message() {
    assertThat(send("ba", "so what", "nana")).doesNotContain(true);
  }

  @Test
  void forgets_pieces_after_twenty_seconds() {
    assertThat(send("ba", "na")).doesNotContain(true);
    now += SplitMessageDetector.MILLISECONDS;
    assertThat(send("na")).containsExactly(false);
  }

  @Test
  void keeps_rooms_and_senders_apart() {
    assertThat(detector.observe(engine, "a", "ann", "ba", 1)).isEmpty();
    assertThat(detector.observe(engine, "b", "ann", "nana", 2)).isEmpty();
    assertThat(detector.observe(engine, "a", "bob", "nana", 2)).isEmpty();
    assertThat(detector.observe(engine, "a", "ann", "nana", 3))
        .hasValueSatisfying(word -> {
          assertThat(word.messages()).isEqualTo(2);
          assertThat(word.hit().matched()).isEqualTo("banana");
        });
  }

  @Test
  void remembers_a_bounded_number_of_senders() {
    for (int i = 0; i < SplitMessageDetector.SENDERS + 1_000; i++) {
      detector.observe(engine, "room", "client-" + i, "ba", 1);
    }
    assertThat(detector.size()).isEqualTo(SplitMessageDetector.SENDERS);
    assertThat(detector.observe(engine, "room", "client-0", "nana", 2)).isEmpty();
    String last = "client-" + (SplitMessageDetector.SENDERS + 999);
    assertThat(detector.observe(engine, "room", last, "nana", 2)).isPresent();
  }

  @Test
  void ignores_messages_without_anything_to_read() {
    assertThat(send("ba", "...", "nana")).containsExactly(false, false, true);
    assertThat(send("", "\u200B")).doesNotContain(true);
  }
}
