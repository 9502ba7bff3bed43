package chatrelay.moderation.scan;

import chatrelay.moderation.compile.Patterns;

/**
 * Decides the everyday cases at once, on the raw text: a word of plain letters written as it is, or
 * letters that can't be the word because too few of them or more letters stand next to them.
 * Everything else is left to a closer look. Immutable.
 */
final class PlainMatches {
  static final int REJECTED = 0;
  static final int ACCEPTED = 1;
  static final int UNDECIDED = 2;

  private final Patterns patterns;
  private final CharacterClasses classes;
  private final boolean mayAccept;

  PlainMatches(Patterns patterns, CharacterClasses classes) {
    this.patterns = patterns;
    this.classes = classes;
    mayAccept = !patterns.hasAllowed;
  }

  /**
   * Whether a pattern that the automaton has found matches with its last letter at {@code last}.
   *
   * @return {@link #ACCEPTED} only for exactly the pattern's letters in any case, between ASCII
   *     neighbours; the match then ends after {@code last} and has the pattern's length
   */
  int decide(int pattern, char[] text, int last, int length) {
    int flags = patterns.flags(pattern);
    if ((flags & Patterns.PLAIN) == 0) {
      return UNDECIDED;
    }
    if (last + 1 < length) {
      char next = text[last + 1];
      if (next >= 128 || text[last] >= 128 || classes.isSkipped(next)) {
        return UNDECIDED;
      }
      if (classes.sameSymbol(next, text[last])) {
        // The automaton stays in this state: decided at the end of the run.
        return LetterNotes.isLetter(next) ? REJECTED : UNDECIDED;
      }
      if ((flags & Patterns.ANCHORED_RIGHT) != 0 && isAlphanumeric(next)) {
        return REJECTED;
      }
    }
    int size = patterns.length(pattern);
    int first = last - size + 1;
    int begin = patterns.start(pattern);
    boolean reversed = (flags & Patterns.REVERSED) != 0;
    for (int i = 0; i < size; i++) {
      int at = last - i;
      int wanted = patterns.letters[reversed ? begin + i : begin + size - 1 - i];
      if (at < 0 || (text[at] | 0x20) != wanted) {
        return mismatch(text, last, length, pattern);
      }
    }
    return neighbour(flags, text, first);
  }

  /** As {@link #decide} where {@link LetterNotes#match} has compared the letters. */
  int decideExact(int pattern, char[] text, int last, int length) {
    int flags = patterns.flags(pattern);
    if ((flags & Patterns.PLAIN) == 0) {
      return UNDECIDED;
    }
    boolean more = last + 1 < length && isAlphanumeric(text[last + 1]);
    if (more && (flags & Patterns.ANCHORED_RIGHT) != 0) {
      return REJECTED;
    }
    return neighbour(flags, text, last - patterns.length(pattern) + 1);
  }

  /** How many UTF-16 units an accepted match of the pattern has. */
  int length(int pattern) {
    return patterns.length(pattern);
  }

  /** The letter before an exact match: repeats it, forbids the match, or leaves it alone. */
  private int neighbour(int flags, char[] text, int first) {
    if (first > 0) {
      char before = text[first - 1];
      if (before >= 128 || classes.isSkipped(before) || classes.sameSymbol(before, text[first])) {
        return UNDECIDED;
      }
      if ((flags & Patterns.ANCHORED_LEFT) != 0 && isAlphanumeric(before)) {
        return REJECTED;
      }
    }
    return mayAccept ? ACCEPTED : UNDECIDED;
  }

  /**
   * A different letter where the pattern has another. Compares the runs, last one first: one with
   * too few letters is a no for sure, since the automaton has seen all symbols in order, and so is
   * one with as many but others that do not look like the wanted ones. More letters than wanted may
   * be a disguise.
   */
  private int mismatch(char[] text, int last, int length, int pattern) {
    if (patterns.runs(pattern) == 1 && (patterns.flags(pattern) & Patterns.MIXED_RUN) != 0) {
      // Digits between its letters may hold the rest of the run: another reading has to tell.
      return UNDECIDED;
    }
    boolean reversed = (patterns.flags(pattern) & Patterns.REVERSED) != 0;
    int step = reversed ? 1 : -1;
    int place = patterns.start(pattern) + (reversed ? 0 : patterns.length(pattern) - 1);
    int left = patterns.length(pattern);
    int at = last;
    while (left > 0) {
      if (at < 0) {
        return REJECTED;
      }
      int end = at;
      do {
        if (text[at] >= 128 || !LetterNotes.isLetter(text[at])) {
          return UNDECIDED;
        }
        at--;
      } while (at >= 0 && text[at] < 128 && classes.sameSymbol(text[at], text[end]));
      if (at >= 0 && (text[at] >= 128 || classes.isSkipped(text[at]))) {
        return UNDECIDED;
      }
      char symbol = patterns.symbols[place];
      int wanted = 0;
      boolean differs = false;
      for (; wanted < left && patterns.symbols[place] == symbol; place += step) {
        int found = end - wanted++;
        differs |= found > at && isDifferent(text, found, length, patterns.letters[place]);
      }
      if (end - at < wanted || (end - at == wanted && differs)) {
        return REJECTED;
      }
      left -= wanted;
    }
    return UNDECIDED;
  }

  /** True for a letter that is neither the wanted one nor, among these letters, taken for it. */
  private static boolean isDifferent(char[] text, int at, int length, int wanted) {
    char unit = text[at];
    if ((unit | 0x20) == wanted || unit == 'I') {
      return false;
    }
    return unit != 'l' || LetterNotes.isAmongSmall(text, at, length);
  }

  private static boolean isAlphanumeric(char unit) {
    return LetterNotes.isLetter(unit) || (unit >= '0' && unit <= '9');
  }
}
