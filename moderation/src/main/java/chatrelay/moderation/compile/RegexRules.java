package chatrelay.moderation.compile;

import chatrelay.moderation.lists.BadListException;
import chatrelay.moderation.lists.BadListException.Problem;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.work.Work;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * The regular expressions of all lists, run on the raw text by RE2J, whose time is linear in text
 * and program size. Immutable.
 *
 * <p>A search for all matches can still start over too often on hostile text, so the searches per
 * rule are limited to a total of {@value #SEARCH_BUDGET} characters (at least eight); once they are
 * used up, one more match covers the rest of the text.
 */
public final class RegexRules {
  public static final int MAX_PER_LIST = 10;
  static final int MAX_PROGRAM = 400;
  private static final int SEARCH_BUDGET = 1 << 19;

  private record Compiled(int list, Rule rule, Pattern pattern) {}

  /** Receives a match; places are UTF-16 units. */
  public interface Sink {
    void accept(int index, int start, int end);
  }

  private final List<Compiled> rules = new ArrayList<>();

  public RegexRules(List<WordList> lists) {
    for (int list = 0; list < lists.size(); list++) {
      List<Rule> candidates = lists.get(list).rules();
      int found = 0;
      for (int rule = 0; rule < candidates.size(); rule++) {
        Rule candidate = candidates.get(rule);
        if (candidate.mode() != MatchMode.REGEX) {
          continue;
        }
        if (++found > MAX_PER_LIST) {
          String message = "more than " + MAX_PER_LIST + " regular expressions; drop the rest";
          throw new BadListException(lists.get(list).name(), List.of(new Problem(0, message)));
        }
        boolean anyCase = lists.get(list).folding().contains(Folding.CASE);
        try {
          rules.add(new Compiled(list, candidate, compile(candidate.text(), anyCase)));
        } catch (IllegalArgumentException e) {
          String message = "rule " + candidate.id() + " " + e.getMessage();
          throw new BadListException(lists.get(list).name(), List.of(new Problem(0, message)));
        }
      }
    }
  }

  /** Compiles within the budget; a refusal says why without repeating the expression. */
  public static Pattern compile(String expression, boolean anyCase) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression, anyCase ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "is no regular expression in RE2 syntax: " + e.getDescription(), e);
    }
    if (pattern.programSize() > MAX_PROGRAM) {
      throw new IllegalArgumentException(
          "is a regular expression over the budget of "
              + MAX_PROGRAM
              + " instructions; shorten its repetitions");
    }
    if (pattern.matcher("").find()) {
      throw new IllegalArgumentException("is a regular expression that matches nothing at all");
    }
    return pattern;
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  public Rule rule(int index) {
    return rules.get(index).rule();
  }

  public int list(int index) {
    return rules.get(index).list();
  }

  /**
   * Calls the sink for every match, rule by rule. A character may cost a step for every instruction
   * of the rule's program, and a search may read up to the end of the text.
   */
  public void search(String text, Work work, Sink sink) {
    for (int index = 0; index < rules.size(); index++) {
      Matcher matcher = rules.get(index).pattern().matcher(text);
      long price = rules.get(index).pattern().programSize();
      work.take(price * text.length());
      int searches = Math.max(8, SEARCH_BUDGET / Math.max(1, text.length()));
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) {
          searches--;
          int end = searches == 0 ? text.length() : matcher.end();
          sink.accept(index, matcher.start(), end);
        }
        if (searches == 0) {
          break;
        }
        work.take(price * (text.length() - matcher.end()));
      }
    }
  }
}
