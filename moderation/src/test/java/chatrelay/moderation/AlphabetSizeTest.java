package chatrelay.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class AlphabetSizeTest {
  private static final int FIRST = 0x4E00;

  /** From rows of 32 columns over rows of 64 to letters without a column. */
  static IntStream sizes() {
    return IntStream.rangeClosed(2, 45);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void words_are_found_however_many_letters_there_are(int letters) {
    List<String> words =
        IntStream.range(1, letters)
            .mapToObj(i -> new String(new char[] {(char) (FIRST + i - 1), (char) (FIRST + i)}))
            .toList();
    List<Rule> rules =
        words.stream().map(word -> Rule.of(word, MatchMode.ANYWHERE, Action.MASK, "")).toList();
    List<WordList> lists = List.of(WordList.of("letters", rules, List.of()));
    String text = String.join(" and ", words);
    String masked = text.replaceAll("[^ a-z]", "*");

    assertThat(ModerationEngine.compile(lists).judge(text).text()).isEqualTo(masked);
    assertThat(ModerationEngine.compileAsLarge(lists).judge(text).text()).isEqualTo(masked);
  }
}
