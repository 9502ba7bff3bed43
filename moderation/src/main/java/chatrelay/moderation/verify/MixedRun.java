package chatrelay.moderation.verify;

import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.text.Elements;

/**
 * Matches a run in which one symbol stands for different letters (the i and l of {@code kill}): a
 * small automaton of the letters wanted, simulated bit by bit, each letter as often as it likes.
 * Scratch memory of one thread.
 */
final class MixedRun {
  private static final int LONGEST_WANTED = 60;
  private static final int LONGEST_FOUND = 256;

  private final long[] reached = new long[LONGEST_FOUND];

  boolean matches(
      Patterns patterns,
      int pattern,
      int first,
      int wanted,
      Elements elements,
      SymbolView view,
      int from,
      int to,
      Evidence evidence) {
    if (wanted > LONGEST_WANTED || to - from > LONGEST_FOUND) {
      return false;
    }
    if (to - from == wanted) {
      // As many as wanted: each stands for its own letter.
      for (int i = wanted - 1; i >= 0; i--) {
        int letter = patterns.letters[patterns.place(pattern, first + i)];
        if (!evidence.count(elements, view.element[from + i], letter)) {
          return false;
        }
      }
      return true;
    }
    boolean exact = (patterns.flags(pattern) & Patterns.ALLOW) != 0;
    long letters = (1L << wanted) - 1;
    long before = 0;
    for (int item = from; item < to; item++) {
      long entered = item == from ? 1 : (before << 1) & letters;
      long open = exact ? entered : entered | before;
      for (long left = open; left != 0; left &= left - 1) {
        int i = Long.numberOfTrailingZeros(left);
        int letter = patterns.letters[patterns.place(pattern, first + i)];
        if (!Evidence.fits(elements, view.element[item], letter)) {
          open ^= 1L << i;
        }
      }
      reached[item - from] = open;
      before = open;
    }
    int letter = wanted - 1;
    if ((before & 1L << letter) == 0) {
      return false;
    }
    for (int item = to - 1; item >= from; item--) {
      int wantedLetter = patterns.letters[patterns.place(pattern, first + letter)];
      if (!evidence.count(elements, view.element[item], wantedLetter)) {
        return false;
      }
      boolean moved =
          letter > 0 && item > from && (reached[item - 1 - from] & (1L << (letter - 1))) != 0;
      letter -= moved ? 1 : 0;
    }
    return true;
  }
}
