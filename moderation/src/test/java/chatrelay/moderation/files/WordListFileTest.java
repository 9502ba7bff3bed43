package chatrelay.moderation.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import chatrelay.moderation.compile.RegexRules;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.BadListException;
import chatrelay.moderation.lists.BadListException.Problem;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WordListFileTest {
  private static WordList parse(String content) {
    return WordListFile.parse("words.txt", content.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Problem> problems(byte[] content) {
    return catchThrowableOfType(
            BadListException.class, () -> WordListFile.parse("words.txt", content))
        .problems();
  }

  private static List<Problem> problems(String content) {
    return problems(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void reads_one_word_per_line_in_every_mode() {
    WordList list = parse("# pets\ncat\n\ndog*\r\n*cow\n*pig*\nguinea pig\n!dogma\n");
    assertThat(list.rules())
        .extracting(Rule::text, Rule::mode)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("cat", MatchMode.WORD),
            org.assertj.core.groups.Tuple.tuple("dog", MatchMode.PREFIX),
            org.assertj.core.groups.Tuple.tuple("cow", MatchMode.SUFFIX),
            org.assertj.core.groups.Tuple.tuple("pig", MatchMode.ANYWHERE),
            org.assertj.core.groups.Tuple.tuple("guinea pig", MatchMode.PHRASE));
    assertThat(list.allowed()).extracting(Rule::text).containsExactly("dogma");
  }

  @Test
  void reads_csv_with_mode_action_and_locale() {
    WordList list =
        parse(
            "word,mode,action,locale\nsik,word,reject,tr\n\"a, b\",phrase\ncat,,flag\nb.t,regex,hold,\n");
    assertThat(list.rules())
        .extracting(Rule::text, Rule::mode, Rule::action, Rule::locale)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sik", MatchMode.WORD, Action.REJECT, "tr"),
            org.assertj.core.groups.Tuple.tuple("a, b", MatchMode.PHRASE, Action.MASK, ""),
            org.assertj.core.groups.Tuple.tuple("cat", MatchMode.WORD, Action.FLAG, ""),
            org.assertj.core.groups.Tuple.tuple("b.t", MatchMode.REGEX, Action.HOLD, ""));
  }

  @Test
  void writes_what_it_reads_back_to_the_same_list() {
    WordList list =
        parse(
            "word,mode,action,locale\n\"say \"\"hi\"\", you\",phrase,hold,en\ncat,prefix\ndogma,allow\ncatalogue,allow-prefix\n");
    WordList again = parse(WordListFile.write(list));
    assertThat(again.rules()).isEqualTo(list.rules());
    assertThat(again.allowed()).isEqualTo(list.allowed());
    assertThat(again.version()).isEqualTo(list.version());
  }

  @Test
  void gives_equal_content_an_equal_version_and_other_content_another() {
    assertThat(parse("cat\n").version()).isEqualTo(parse("cat").version()).startsWith("sha256:");
    assertThat(parse("cat\ndog").version()).isNotEqualTo(parse("cat").version());
  }

  @Test
  void refuses_an_empty_list() {
    assertThat(problems("")).extracting(Problem::line).containsExactly(0);
    assertThat(problems("# nothing\n\n")).hasSize(1);
    assertThat(problems("!only\n!allowed\n")).hasSize(1);
  }

  @Test
  void refuses_twins_after_folding_with_both_lines() {
    assertThat(problems("cat\ndog\nC\u00C1T\n"))
        .containsExactly(new Problem(3, "says the same as line 1; remove one"));
  }

  @Test
  void keeps_words_apart_that_only_a_locale_tells_apart() {
    assertThat(parse("word,mode,action,locale\nano,word,mask,es\na\u00F1o,word,mask,es\n").rules())
        .hasSize(2);
  }

  @Test
  void refuses_a_byte_order_mark_and_broken_utf8_with_the_line() {
    assertThat(problems("\uFEFFcat\n")).extracting(Problem::line).containsExactly(1);
    assertThat(problems(new byte[] {'c', 'a', 't', '\n', 'd', (byte) 0xFF, '\n'}))
        .extracting(Problem::line)
        .containsExactly(2);
    assertThat(problems(new byte[] {'c', '\n', '\n', (byte) 0xC3}))
        .extracting(Problem::line)
        .containsExactly(3);
  }

  @Test
  void refuses_a_million_words_with_the_line_where_it_is_too_much() {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      words.append('w').append(Integer.toString(i, 36)).append("q\n");
    }
    assertThat(problems(words.toString()))
        .extracting(Problem::line)
        .containsExactly(WordList.MAX_RULES + 1);
  }

  @Test
  void refuses_over_long_words_and_hopeless_ones() {
    assertThat(problems("cat\n" + "x".repeat(300))).extracting(Problem::line).containsExactly(2);
    assertThat(problems("ab".repeat(60) + "\n")).extracting(Problem::line).containsExactly(1);
    assertThat(problems("cat\n*a*\n")).extracting(Problem::line).containsExactly(2);
    assertThat(problems("cat\n\u200B\u200D\n")).extracting(Problem::line).containsExactly(2);
  }

  @Test
  void refuses_regular_expressions_that_are_wrong_over_budget_or_match_nothing() {
    String header = "word,mode,action,locale\n";
    assertThat(problems(header + "(cat,regex\n")).extracting(Problem::line).containsExactly(2);
    assertThat(problems(header + "cat\n(x{1000}){10},regex\n"))
        .extracting(Problem::line)
        .containsExactly(3);
    assertThat(problems(header + "(a{50}){40},regex\n"))
        .extracting(Problem::line)
        .containsExactly(2);
    assertThat(problems(header + "a*,regex\n")).extracting(Problem::line).containsExactly(2);
    assertThat(problems(header + "(a)\\1,regex\n")).extracting(Problem::line).containsExactly(2);
  }

  @Test
  void refuses_one_regular_expression_too_many_with_its_line() {
    StringBuilder list = new StringBuilder("word,mode,action,locale\ncat\n");
    for (int i = 0; i <= RegexRules.MAX_PER_LIST; i++) {
      list.append("dog").append(i).append("+,regex\n");
    }
    assertThat(problems(list.toString()))
        .extracting(Problem::line)
        .containsExactly(RegexRules.MAX_PER_LIST + 3);
  }

  @Test
  void refuses_unknown_modes_actions_locales_and_columns() {
    String header = "word,mode,action,locale\n";
    assertThat(
            problems(
                header + "a cat,sometimes\ndog,word,burn\nfox,word,mask,!\nx,word,mask,en,5\n"))
        .extracting(Problem::line)
        .containsExactly(2, 3, 4, 5);
    assertThat(problems(header + "\"cat,word\n")).extracting(Problem::line).containsExactly(2);
  }

  @Test
  void never_repeats_a_word_in_a_refusal() {
    assertThatThrownBy(() -> parse("secretword\nsecretword\n"))
        .isInstanceOf(BadListException.class)
        .hasMessageContaining("words.txt")
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("secretword");
  }

  @Test
  void ships_a_default_list_of_two_words() {
    assertThat(WordListFile.defaultWords().rules())
        .extracting(Rule::text)
        .containsExactly("potato", "cheese");
  }

  @Test
  void refuses_a_locale_without_known_letters_and_names_the_known_ones() {
    assertThatThrownBy(() -> parse("word,mode,action,locale\ncat,word,mask,xh\n"))
        .isInstanceOf(BadListException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("fr, ")
        .hasMessageContaining("vi");
    assertThat(parse("word,mode,action,locale\ncat,word,mask,pt-BR\n").rules()).hasSize(1);
  }
}
