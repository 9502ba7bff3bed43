package chatrelay.moderation.verify;

import static chatrelay.moderation.unicode.CharacterFacts.SPACE;
import static chatrelay.moderation.unicode.CharacterFacts.kind;

import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.text.Elements;

/**
 * Decides whether what stands between two words of a text can be the punctuation that a rule has
 * there, as in {@code a-hole} or {@code s&m}. The shorter the words, the closer the text has to be
 * to the rule, because {@code a hole} and {@code s, m} are also something else.
 */
final class RuleGaps {
  private static final int SHORTEST_APART = 3;

  private RuleGaps() {}

  /**
   * True when the elements from {@code from} up to {@code to} can be the gap before the rule's
   * letter number {@code next}.
   */
  static boolean fit(
      Patterns patterns, int pattern, int next, Elements elements, int from, int to) {
    int mark = patterns.gapMark(patterns.place(pattern, next - 1));
    if (mark == 0) {
      return true;
    }
    boolean blank = false;
    for (int at = from; at < to; at++) {
      if (elements.raw[at] == mark) {
        return true;
      }
      blank |= kind(elements.facts[at]) == SPACE;
    }
    int before = piece(patterns, pattern, next - 2, -1);
    int after = piece(patterns, pattern, next, 1);
    int shorter = Math.min(before, after);
    return shorter >= SHORTEST_APART || (!blank && before + after > SHORTEST_APART);
  }

  /** Letters of the rule from one up to the next gap. */
  private static int piece(Patterns patterns, int pattern, int first, int step) {
    int letters = 0;
    int at = first;
    while (at >= 0
        && at < patterns.length(pattern)
        && patterns.letters[patterns.place(pattern, at)] != 0) {
      letters++;
      at += step;
    }
    return letters;
  }
}
