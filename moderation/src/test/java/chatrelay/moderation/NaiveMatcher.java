package chatrelay.moderation;

import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** What the engine must agree with where only case is folded: every place tried for every rule. */
final class NaiveMatcher {
  private NaiveMatcher() {}

  /** The places of a text that some rule covers. ASCII only. */
  static BitSet covered(String text, List<Rule> rules) {
    BitSet covered = new BitSet();
    String folded = text.toLowerCase(Locale.ROOT);
    for (Rule rule : rules) {
      String word = rule.text().toLowerCase(Locale.ROOT);
      boolean left = rule.mode() == MatchMode.WORD || rule.mode() == MatchMode.PREFIX;
      boolean right = rule.mode() == MatchMode.WORD || rule.mode() == MatchMode.SUFFIX;
      for (int at = 0; at + word.length() <= folded.length(); at++) {
        int end = at + word.length();
        if (folded.startsWith(word, at)
            && !(left && at > 0 && isWord(folded.charAt(at - 1)))
            && !(right && end < folded.length() && isWord(folded.charAt(end)))) {
          covered.set(at, end);
        }
      }
    }
    return covered;
  }

  private static boolean isWord(char unit) {
    return Character.isLetterOrDigit(unit);
  }
}
