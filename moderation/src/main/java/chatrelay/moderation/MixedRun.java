package chatrelay.moderation;

/**
 * Matches a run in which one symbol stands for different letters (the i and l of {@code kill}): a
 * small automaton of the letters wanted, simulated bit by bit, each letter as often as it likes.
 * Scratch memory of one thread.
 */
final class MixedRun {
  private static final int LONGEST_WANTED = 60;
  private static final int LONGEST_FOUND = 256;

  private final long[] reached = new long[LONGEST_FOUND];
  private final Evidence probe = new Evidence();

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
    boolean exact = (patterns.flags(pattern) & Patterns.ALLOW) != 0;
    long before = 0;
    for (int item = from; item < to; item++) {
      long open = 0;
      for (int i = 0; i < wanted; i++) {
        long bit = 1L << i;
        boolean enters = i == 0 ? item == from : (before & bit >>> 1) != 0;
        boolean stays = (before & bit) != 0 && !exact;
        if ((enters || stays) && fits(patterns, pattern, first + i, elements, view.element[item])) {
          open |= bit;
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

  private boolean fits(Patterns patterns, int pattern, int letter, Elements elements, int at) {
    return probe.count(elements, at, patterns.letters[patterns.place(pattern, letter)]);
  }
}
