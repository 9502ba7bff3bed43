package chatrelay.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ModerationEngineTest {
  private final ModerationEngine engine =
      ModerationEngine.compile(List.of(WordListFile.defaultWords()));

  @Test
  void masks_the_default_words_in_any_case() {
    assertThat(engine.judge("potato").text()).isEqualTo("******");
    assertThat(engine.judge("a POTATO, some Cheese").text()).isEqualTo("a ******, some ******");
  }

  @Test
  void returns_the_same_string_when_nothing_matches() {
    String text = "a salad";
    Judgement judgement = engine.judge(text);
    assertThat(judgement.text()).isSameAs(text);
    assertThat(judgement.verdict()).isEqualTo(Verdict.ACCEPTED);
  }
}
