package chatrelay.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.moderation.files.WordListFile;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.BadListException;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ModerationEngineTest {
  private static ModerationEngine engine(Rule... rules) {
    return ModerationEngine.compile(List.of(WordList.of("words", List.of(rules), List.of())));
  }

  private static Rule rule(String text, MatchMode mode, Action action) {
    return Rule.of(text, mode, action, "");
  }

  private static String mask(String text, Set<Folding> folding) {
    WordList list = WordList.of("words", "", List.of(Rule.word("potato")), List.of(), folding);
    return ModerationEngine.compile(List.of(list)).judge(text).text();
  }

  @Test
  void masks_the_default_words_in_any_case() {
    ModerationEngine engine = ModerationEngine.compile(List.of(WordListFile.defaultWords()));
    assertThat(engine.judge("potato").text()).isEqualTo("******");
    assertThat(engine.judge("a POTATO, some Cheese").text()).isEqualTo("a ******, some ******");
    assertThat(engine.judge("potatoes").text()).isEqualTo("potatoes");
  }

  @Test
  void returns_the_same_string_when_nothing_matches() {
    String text = "a salad";
    Judgement judgement = engine(Rule.word("potato")).judge(text);
    assertThat(judgement.text()).isSameAs(text);
    assertThat(judgement.verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(judgement.hits()).isEmpty();
  }

  @Test
  void says_where_a_hit_is_in_units_and_code_points() {
    Rule rule = Rule.word("potato");
    WordList list = new WordList("veg", "7", "", List.of(rule), List.of(), Folding.ALL);
    Judgement judgement = ModerationEngine.compile(List.of(list)).judge("\uD83E\uDD54 p0tato!");
    assertThat(judgement.hits())
        .containsExactly(new Hit(rule.id(), "veg", "7", Action.MASK, 3, 9, 2, 8, "p0tato"));
    assertThat(judgement.listVersion()).isEqualTo("veg@7");
  }

  @Test
  void masks_only_what_masking_rules_hit_in_an_approved_text() {
    ModerationEngine engine =
        engine(
            rule("potato", MatchMode.WORD, Action.MASK),
            rule("leek", MatchMode.WORD, Action.HOLD),
            rule("turnip", MatchMode.WORD, Action.REJECT));
    String text = "a leek, a potato, a turnip";
    assertThat(engine.maskApproved(text)).isEqualTo("a leek, a ******, a turnip");
    assertThat(engine.maskApproved("a leek")).isEqualTo("a leek");
    assertThat(engine.judge(text).text()).isEqualTo("a ****, a ******, a ******");
  }

  @Test
  void lets_the_strongest_action_win_and_records_all_hits() {
    ModerationEngine engine =
        engine(
            rule("grey", MatchMode.WORD, Action.SHADOW),
            rule("blue", MatchMode.WORD, Action.FLAG),
            rule("green", MatchMode.WORD, Action.MASK),
            rule("orange", MatchMode.WORD, Action.HOLD),
            rule("red", MatchMode.WORD, Action.REJECT));
    assertThat(engine.judge("grey").verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(engine.judge("grey blue").text()).isEqualTo("grey blue");
    Judgement masked = engine.judge("grey blue green");
    assertThat(masked.verdict()).isEqualTo(Verdict.MASKED);
    assertThat(masked.text()).isEqualTo("grey blue *****");
    assertThat(masked.hits()).hasSize(3);
    assertThat(engine.judge("green orange").verdict()).isEqualTo(Verdict.HELD);
    Judgement rejected = engine.judge("red orange green blue grey");
    assertThat(rejected.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(rejected.text()).isEqualTo("*** ****** ***** blue grey");
    assertThat(rejected.hits()).hasSize(5);
  }

  @Test
  void joins_lists_and_names_the_version_of_each() {
    WordList one = new WordList("one", "1", "", List.of(Rule.word("cat")), List.of(), Folding.ALL);
    WordList two = new WordList("two", "5", "", List.of(Rule.word("dog")), List.of(), Folding.ALL);
    ModerationEngine engine = ModerationEngine.compile(List.of(one, two));
    assertThat(engine.listVersion()).isEqualTo("one@1,two@5");
    assertThat(engine.judge("cat dog").hits())
        .extracting(Hit::list, Hit::listVersion)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("one", "1"),
            org.assertj.core.groups.Tuple.tuple("two", "5"));
  }

  @Test
  void an_engine_without_lists_accepts_everything() {
    assertThat(ModerationEngine.compile(List.of()).judge("potato").verdict())
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void each_stage_can_be_switched_off() {
    Object[][] cases = {
      {Folding.CASE, "POTATO"},
      {Folding.WIDTH, "\uFF50otato"},
      {Folding.COMPATIBILITY, "\u24D0".replace("\u24D0", "pot\u24D0to")},
      {Folding.ACCENTS, "p\u00F3tato"},
      {Folding.ACCENTS, "po\u0301tato"},
      {Folding.INVISIBLE, "po\u200Btato"},
      {Folding.HOMOGLYPHS, "p\u043Etato"},
      {Folding.LEET, "p0tato"},
      {Folding.REPEATS, "potaaato"},
      {Folding.SEPARATORS, "p.o.t.a.t.o"},
      {Folding.ENTITIES, "p&#111;tato"},
      {Folding.MARKUP, "po<b>ta</b>to"},
      {Folding.REVERSED, "otatop"},
    };
    for (Object[] row : cases) {
      Folding stage = (Folding) row[0];
      String text = (String) row[1];
      Set<Folding> without = EnumSet.complementOf(EnumSet.of(stage));
      assertThat(mask(text, EnumSet.allOf(Folding.class))).as("%s on", stage).isNotEqualTo(text);
      assertThat(mask(text, without)).as("%s off", stage).isEqualTo(text);
      assertThat(mask("potato", without)).isEqualTo("******");
    }
  }

  @Test
  void without_any_stage_only_the_very_word_matches() {
    assertThat(mask("potato Potato p0tato", EnumSet.noneOf(Folding.class)))
        .isEqualTo("****** Potato p0tato");
  }

  @Test
  void masks_words_that_come_together_through_masking() {
    ModerationEngine engine = engine(rule("potato", MatchMode.ANYWHERE, Action.MASK));
    Judgement judgement = engine.judge("popotatotato");
    assertThat(judgement.text()).isEqualTo("************");
    assertThat(judgement.hits()).extracting(Hit::start).contains(0, 2);
  }

  @Test
  void settles_on_texts_nested_without_end() {
    ModerationEngine engine =
        engine(
            rule("potato", MatchMode.ANYWHERE, Action.MASK),
            rule("kill yourself", MatchMode.PHRASE, Action.MASK));
    for (String text :
        List.of(
            "po".repeat(200) + "tato".repeat(200), "kill ".repeat(200) + "yourself ".repeat(200))) {
      String masked = engine.judge(text).text();
      assertThat(engine.judge(masked).text()).isEqualTo(masked);
      assertThat(masked).doesNotContain("potato").doesNotContain("kill yourself");
    }
  }

  @Test
  void allows_only_what_an_entry_covers_completely() {
    ModerationEngine engine =
        ModerationEngine.compile(
            List.of(
                WordList.of(
                    "words",
                    List.of(rule("rot", MatchMode.ANYWHERE, Action.MASK)),
                    List.of(rule("carrot", MatchMode.WORD, Action.MASK)))));
    assertThat(engine.judge("a Carrot").hits()).isEmpty();
    assertThat(engine.judge("carrots rot").text()).isEqualTo("car***s ***");
    assertThat(engine.judge("c4rrot").text()).isEqualTo("c4rrot");
  }

  @Test
  void matches_symbols_and_emoji_that_a_rule_names() {
    ModerationEngine engine =
        engine(Rule.word("\uD83C\uDF46"), Rule.word("c++"), Rule.word("yahoo!"));
    assertThat(engine.judge("a \uD83C\uDF46 b").text()).isEqualTo("a * b");
    assertThat(engine.judge("c++ or c").text()).isEqualTo("*** or c");
    assertThat(engine.judge("yahoo! yahoo").text()).isEqualTo("****** yahoo");
  }

  @Test
  void runs_regular_expressions_on_the_raw_text() {
    ModerationEngine engine = engine(rule("free\\s+nitro", MatchMode.REGEX, Action.REJECT));
    Judgement judgement = engine.judge("get FREE  Nitro now");
    assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
    assertThat(judgement.text()).isEqualTo("get ****  ***** now");
    assertThat(judgement.hits()).extracting(Hit::matched).containsExactly("FREE  Nitro");
    assertThat(engine.judge("free for nitro").hits()).isEmpty();
  }

  @Test
  void bounds_the_searches_of_a_regular_expression_on_a_flood() {
    ModerationEngine engine = engine(rule("x.*y|x", MatchMode.REGEX, Action.MASK));
    String flood = "x".repeat(1 << 16);
    assertThat(engine.judge(flood).text()).isEqualTo("*".repeat(1 << 16));
  }

  @Test
  void refuses_regular_expressions_over_the_budget() {
    assertThatThrownBy(() -> engine(rule("(a{50}){40}", MatchMode.REGEX, Action.MASK)))
        .isInstanceOf(BadListException.class)
        .hasMessageContaining("budget");
  }

  @Test
  void masks_with_another_character_but_never_with_a_letter() {
    List<WordList> lists = List.of(WordListFile.defaultWords());
    assertThat(ModerationEngine.compile(lists, '\u2588').judge("a potato").text())
        .isEqualTo("a " + "\u2588".repeat(6));
    for (char bad : new char[] {'x', '0', ' ', '$', '\u200B', '\uD800'}) {
      assertThatThrownBy(() -> ModerationEngine.compile(lists, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void finds_words_of_many_scripts_in_one_list() {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      words.append((char) (0x4E00 + i)).append((char) (0x5E00 + i)).append('\n');
    }
    byte[] file = (words + "potato\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    ModerationEngine engine = ModerationEngine.compile(List.of(WordListFile.parse("han", file)));
    assertThat(engine.judge("\u5B57" + (char) (0x4E00 + 2999) + (char) (0x5E00 + 2999)).text())
        .isEqualTo("\u5B57**");
    assertThat(engine.judge("P0TATO " + (char) 0x4E00 + ' ' + (char) 0x5E00).text())
        .isEqualTo("****** * *");
    assertThat(engine.judge("\u4E00\u5E01").hits()).isEmpty();
  }
}
