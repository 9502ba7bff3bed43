package chatrelay.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

final class EnginePropertiesTest {
  private static final int TRIES = 20_000;

  private final ModerationEngine engine = ModerationEngine.compile(List.of(Texts.list()));
  private final ModerationEngine large = ModerationEngine.compileAsLarge(List.of(Texts.list()));
  private final ModerationEngine largePlain =
      ModerationEngine.compileAsLarge(List.of(Texts.plainList()));
  private final ModerationEngine plain = ModerationEngine.compile(List.of(Texts.plainList()));

  @Provide
  Arbitrary<List<Rule>> rules() {
    Arbitrary<String> word = Arbitraries.strings().withChars("abcB").ofMinLength(2).ofMaxLength(5);
    Arbitrary<MatchMode> mode =
        Arbitraries.of(MatchMode.WORD, MatchMode.PREFIX, MatchMode.SUFFIX, MatchMode.ANYWHERE);
    return Combinators.combine(word, mode)
        .as((text, where) -> Rule.of(text, where, Action.MASK, ""))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> smallTexts() {
    return Arbitraries.strings().withChars("abcABC -.x").ofMaxLength(24);
  }

  @Provide
  Arbitrary<List<Rule>> longRules() {
    return Arbitraries.strings()
        .withChars("ailb")
        .ofMinLength(1)
        .ofMaxLength(9)
        .map(text -> Rule.of(text, MatchMode.ANYWHERE, Action.MASK, ""))
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<String> longTexts() {
    return Arbitraries.strings().withChars("aailbBI \u200B.1").ofMaxLength(40);
  }

  /** The first judgement and two more; see Deliberation. */
  private static final int EXACT_ROUNDS = 3;

  @Property(tries = TRIES)
  void masks_exactly_what_a_naive_matcher_finds(
      @ForAll("rules") List<Rule> rules, @ForAll("smallTexts") String text) {
    WordList list = WordList.of("naive", "", rules, List.of(), EnumSet.of(Folding.CASE));
    // Masks may bring new words to light, so the naive matcher judges its own result again.
    BitSet covered = NaiveMatcher.covered(text, rules);
    StringBuilder masked = new StringBuilder(text);
    int rounds = 0;
    for (BitSet more = covered; !more.isEmpty(); rounds++) {
      more.stream().forEach(at -> masked.setCharAt(at, '*'));
      more = NaiveMatcher.covered(masked.toString(), rules);
    }
    String judged = ModerationEngine.compile(List.of(list)).judge(text).text();
    if (rounds <= EXACT_ROUNDS) {
      assertThat(judged).isEqualTo(masked.toString());
    } else {
      // What comes to light again and again is masked with the word around it.
      assertThat(judged).hasSameSizeAs(text);
      assertThat(IntStream.range(0, text.length()).filter(at -> masked.charAt(at) == '*'))
          .allMatch(at -> judged.charAt(at) == '*');
    }
  }

  @Property(tries = TRIES)
  void the_first_pass_never_hides_a_match(@ForAll long seed) {
    String text = Texts.random(seed, 24);
    assertThat(plain.judge(text)).isEqualTo(plain.judgeThoroughly(text));
    assertThat(engine.judge(text)).isEqualTo(engine.judgeThoroughly(text));
  }

  @Property(tries = TRIES)
  void a_list_too_large_for_the_caches_is_judged_alike(@ForAll long seed) {
    String text = Texts.random(seed, 24);
    assertThat(large.judge(text)).isEqualTo(engine.judge(text));
    assertThat(largePlain.judge(text)).isEqualTo(plain.judge(text));
  }

  @Property(tries = TRIES)
  void a_large_list_masks_exactly_what_a_small_one_does(
      @ForAll("longRules") List<Rule> rules, @ForAll("longTexts") String text) {
    WordList list = WordList.of("long", rules, List.of());
    assertThat(ModerationEngine.compileAsLarge(List.of(list)).judge(text))
        .isEqualTo(ModerationEngine.compile(List.of(list)).judge(text));
  }

  @Property(tries = TRIES)
  void judging_a_masked_text_changes_nothing(@ForAll long seed) {
    String masked = engine.judge(Texts.random(seed, 30)).text();
    assertThat(engine.judge(masked).text()).isEqualTo(masked);
  }

  @Property(tries = TRIES)
  void spans_cover_exactly_what_was_masked(@ForAll long seed) {
    String text = Texts.random(seed, 30);
    Judgement judgement = engine.judge(text);
    assertThat(judgement.text()).isEqualTo(ClusterOracle.mask(text, judgement.hits()));
  }

  /** Every UTF-16 unit, halves of pairs in any order included. */
  @Provide
  Arbitrary<String> anyUnits() {
    Arbitrary<Integer> unit =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.integers().between(0, 0xFFFF)),
            Tuple.of(2, Arbitraries.integers().between(0xD800, 0xDFFF)),
            Tuple.of(2, Arbitraries.integers().between(' ', '~')));
    return unit.list().ofMaxSize(40).map(EnginePropertiesTest::text);
  }

  private static String text(List<Integer> units) {
    StringBuilder text = new StringBuilder();
    units.forEach(unit -> text.append((char) unit.intValue()));
    return text.toString();
  }

  @Property(tries = TRIES)
  void no_text_is_too_strange(@ForAll("anyUnits") String text) {
    Judgement judgement = engine.judge(text);
    assertThat(judgement.text().length()).isLessThanOrEqualTo(text.length());
    assertThat(judgement.text()).isEqualTo(ClusterOracle.mask(text, judgement.hits()));
  }

  @Property(tries = TRIES)
  void an_unmatched_text_is_returned_as_it_came(@ForAll long seed) {
    String text = Texts.random(seed, 6);
    Judgement judgement = engine.judge(text);
    if (judgement.hits().isEmpty()) {
      assertThat(judgement.text()).isSameAs(text);
      assertThat(judgement.verdict()).isEqualTo(Verdict.ACCEPTED);
    }
  }

  @Property(tries = TRIES)
  void canonically_equal_texts_are_judged_alike(@ForAll long seed) {
    String composed = Normalizer.normalize(Texts.random(seed, 12), Normalizer.Form.NFC);
    String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
    assertThat(plain.judge(decomposed).verdict()).isEqualTo(plain.judge(composed).verdict());
  }

  @Property(tries = TRIES)
  void code_point_places_name_the_same_stretch(@ForAll long seed) {
    String text = Texts.random(seed, 30);
    for (Hit hit : engine.judge(text).hits()) {
      assertThat(text.offsetByCodePoints(0, hit.startCodePoint())).isEqualTo(hit.start());
      assertThat(text.offsetByCodePoints(0, hit.endCodePoint())).isEqualTo(hit.end());
      assertThat(text).startsWith(text.substring(0, hit.start()) + hit.matched());
    }
  }
}
