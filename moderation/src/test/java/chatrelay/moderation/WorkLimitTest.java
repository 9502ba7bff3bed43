package chatrelay.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.work.WorkLimitException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkLimitTest {
  /** Words that all end at the same place. */
  private static final List<Rule> NESTED =
      IntStream.rangeClosed(1, 50)
          .mapToObj(i -> Rule.of("ab".repeat(i), MatchMode.ANYWHERE, Action.MASK, ""))
          .toList();

  private static final String LONG = "ab".repeat(1 << 15);

  @Test
  void a_text_that_takes_too_much_work_is_refused_and_the_next_one_judged() {
    ModerationEngine engine = engine(NESTED, ModerationEngine.DEFAULT_STEPS);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> engine.judge(LONG))
          .isInstanceOf(WorkLimitException.class)
          .hasMessage("judging the text takes more than 40000000 steps");
      assertThat(engine.judge("x abab y").text()).isEqualTo("x **** y");
    }
  }

  @Test
  void regular_expressions_are_paid_by_length_and_program() {
    Rule costly = Rule.of("(x+x+){10}y", MatchMode.REGEX, Action.MASK, "");
    ModerationEngine engine = engine(List.of(costly), 100_000);

    assertThat(engine.judge("x".repeat(500)).hits()).isEmpty();
    assertThatThrownBy(() -> engine.judge("x".repeat(5_000)))
        .isInstanceOf(WorkLimitException.class);
  }

  @Test
  void the_same_text_and_limit_give_the_same_answer_whatever_was_judged_before() {
    List<Rule> rules = List.of(Rule.word("potato"), Rule.word("cheese"));
    String text = "p.o.t.a.t.o and p0tat0 with ch33se ".repeat(8);
    List<Boolean> fresh = new ArrayList<>();
    List<Boolean> used = new ArrayList<>();
    for (long steps = 1; steps < 1 << 16; steps += steps / 8 + 1) {
      fresh.add(isJudged(engine(rules, steps), text));
      ModerationEngine engine = engine(rules, steps);
      boolean _ = isJudged(engine, LONG);
      boolean _ = isJudged(engine, "p o t a t o");
      used.add(isJudged(engine, text));
    }
    assertThat(used).isEqualTo(fresh);
    assertThat(fresh).isSorted().contains(true, false);
  }

  private static boolean isJudged(ModerationEngine engine, String text) {
    try {
      return engine.judge(text).verdict() == Verdict.MASKED;
    } catch (WorkLimitException tooMuch) {
      return false;
    }
  }

  private static ModerationEngine engine(List<Rule> rules, long steps) {
    WordList list = WordList.of("words", rules, List.of());
    return ModerationEngine.compile(List.of(list), ModerationEngine.DEFAULT_MASK, steps);
  }
}
