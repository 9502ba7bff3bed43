package chatrelay.moderation.verify;

import static chatrelay.moderation.unicode.CharacterFacts.DIGIT;
import static chatrelay.moderation.unicode.CharacterFacts.LETTER;
import static chatrelay.moderation.unicode.CharacterFacts.SYLLABIC;
import static chatrelay.moderation.unicode.CharacterFacts.kind;

import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.text.Elements;
import java.util.Set;

/**
 * Tells a word with separators between its letters from words that stand next to each other.
 *
 * <p>A match begins and ends where letters between separators begin and end. Without white space
 * inside, the word has four letters or all its letters stand alone; with white space, no piece is
 * longer than two letters and there are three pieces. Numbers stay numbers. {@code pot ato} is left
 * alone on purpose.
 */
final class SpacedRules {
  private static final int SHORTEST_JOINED = 4;
  private static final int SHORTEST_PAIRED = 5;
  private static final int LOOSE_END = 5;

  /**
   * What follows the apostrophe of a contraction, a genitive or a suffix: he'll, they've, cat's.
   */
  private static final Set<String> CLITICS =
      Set.of("s", "t", "d", "m", "n", "ll", "re", "ve", "em", "er", "am", "all", "en", "un", "in");

  private static final int LONGEST_CLITIC = 4;

  /** Marks that part the members of lists, formulas and programs. */
  private static final String LISTING = ",;:/|\\=<>()[]{}\"%&";

  private int gaps;
  private int pieces;
  private int longest;

  /** Characters of the widest piece, where {@link #longest} counts a repeated letter once. */
  private int widest;

  private boolean syllabic;
  private boolean numeric;

  /** Some piece has no letter. */
  private boolean numberPiece;

  boolean allow(int flags, Elements elements, SymbolView view, int first, int last, int letters) {
    measure(elements, view, first, last);
    if (pieces < 2 || numeric) {
      return false;
    }
    boolean blank = (gaps & SymbolView.BLANK) != 0;
    boolean single = longest == 1;
    if (!single && (flags & Patterns.REVERSED) != 0) {
      return false;
    }
    if (!edges(flags, elements, view, first, last, letters, blank)) {
      return false;
    }
    boolean digitsSkipped = view.reading == SymbolView.Reading.SPACED_LETTERS;
    int fewest = syllabic && single && !digitsSkipped ? 2 : 3;
    if (blank && digitsSkipped) {
      return false;
    }
    if (blank) {
      boolean longEnough = single || (letters >= SHORTEST_PAIRED && !numberPiece);
      return widest <= 2
          && pieces >= fewest
          && (letters > SHORTEST_JOINED - 1 || syllabic || isUniform(elements, view, first, last))
          && longEnough
          && isolated(flags, elements, view, first, last, letters);
    }
    if (single) {
      return pieces >= fewest
          && !(numberPiece && widest > 1)
          && (letters > SHORTEST_JOINED - 1 || isUniform(elements, view, first, last))
          && isolated(flags, elements, view, first, last, letters);
    }
    return letters >= SHORTEST_JOINED
        && (letters > SHORTEST_JOINED || alone(view, first, last))
        && ((gaps & SymbolView.APOSTROPHE) == 0 || !isContraction(elements, view, first, last))
        && !numberPiece
        && !digitsSkipped;
  }

  /** False for items without a gap between them, which {@link #allow} never accepts. */
  static boolean isParted(SymbolView view, int first, int last) {
    for (int item = first + 1; item <= last; item++) {
      if (view.gap[item] != 0) {
        return true;
      }
    }
    return false;
  }

  private void measure(Elements elements, SymbolView view, int first, int last) {
    gaps = 0;
    pieces = 1;
    longest = 1;
    widest = 1;
    syllabic = true;
    numeric = true;
    int length = 1;
    int width = 1;
    numberPiece = false;
    boolean lettered = false;
    for (int item = first; item <= last; item++) {
      if (view.gap[item] != 0 && item > first) {
        numberPiece |= !lettered;
        lettered = false;
      }
      lettered |= kind(elements.facts[view.element[item]]) == LETTER;
      numeric &= kind(elements.facts[view.element[item]]) == DIGIT;
      syllabic &= (elements.facts[view.element[item]] & SYLLABIC) != 0;
      if (item == first) {
        continue;
      }
      if (view.gap[item] != 0) {
        gaps |= view.gap[item];
        pieces++;
        length = 1;
        width = 1;
      } else {
        length += view.runOf[item] != view.runOf[item - 1] ? 1 : 0;
        longest = Math.max(longest, length);
        widest = Math.max(widest, ++width);
      }
    }
    numberPiece |= !lettered;
  }

  /** True when the same single character stands between all letters. */
  private static boolean isUniform(Elements elements, SymbolView view, int first, int last) {
    int separator = -1;
    for (int item = first + 1; item <= last; item++) {
      int at = view.element[item] - 1;
      if (view.gap[item] == 0) {
        continue;
      }
      if (at != view.element[item - 1] + 1 || (separator >= 0 && elements.raw[at] != separator)) {
        return false;
      }
      separator = elements.raw[at];
    }
    return LISTING.indexOf(separator) < 0;
  }

  /** True when the pieces around an apostrophe are what English and the Romance languages write. */
  private static boolean isContraction(Elements elements, SymbolView view, int first, int last) {
    if (isQuoted(elements, view, first, last)) {
      return false;
    }
    for (int item = first + 1; item <= last; item++) {
      if ((view.gap[item] & SymbolView.APOSTROPHE) == 0) {
        continue;
      }
      int from = item - 1;
      while (from > 0 && view.gap[from] == 0) {
        from--;
      }
      int to = item;
      while (to + 1 < view.items && view.gap[to + 1] == 0) {
        to++;
      }
      if (item - from == 1 || CLITICS.contains(spelling(elements, view, item, to))) {
        return true;
      }
    }
    return false;
  }

  /** True for two grave accents, which are markup. */
  private static boolean isQuoted(Elements elements, SymbolView view, int first, int last) {
    int marks = 0;
    for (int at = view.element[first]; at < view.element[last]; at++) {
      marks += elements.raw[at] == '`' ? 1 : 0;
    }
    return marks > 1;
  }

  private static String spelling(Elements elements, SymbolView view, int from, int to) {
    StringBuilder spelling = new StringBuilder();
    for (int item = from; item <= to && spelling.length() < LONGEST_CLITIC; item++) {
      spelling.appendCodePoint(elements.letter[view.element[item]]);
    }
    return spelling.toString();
  }

  private static boolean edges(
      int flags,
      Elements elements,
      SymbolView view,
      int first,
      int last,
      int letters,
      boolean blank) {
    boolean starts =
        first == 0 || view.gap[first] != 0 || elements.isSymbol(view.element[first - 1]);
    boolean ends =
        last + 1 == view.items
            || view.gap[last + 1] != 0
            || elements.isSymbol(view.element[last + 1]);
    boolean looseEnd = (flags & Patterns.ANCHORED_RIGHT) == 0 && !blank && letters >= LOOSE_END;
    return starts && (ends || looseEnd);
  }

  /** True when no further letters belong to the token: {@code s.hit_test} is a program's. */
  private static boolean alone(SymbolView view, int first, int last) {
    boolean left = first == 0 || (view.gap[first] & SymbolView.BLANK) != 0;
    return left && (last + 1 == view.items || (view.gap[last + 1] & SymbolView.BLANK) != 0);
  }

  private boolean isolated(
      int flags, Elements elements, SymbolView view, int first, int last, int letters) {
    boolean strict = letters <= 3 && !syllabic;
    boolean left = strict || (flags & Patterns.ANCHORED_LEFT) != 0;
    boolean right = strict || (flags & Patterns.ANCHORED_RIGHT) != 0;
    return (!left || first == 0 || apart(elements, view, view.gap[first], first - 1, -1, strict))
        && (!right
            || last + 1 == view.items
            || apart(elements, view, view.gap[last + 1], last + 1, 1, strict));
  }

  /** True when the piece next to the match is no further letter of the same spaced word. */
  private boolean apart(
      Elements elements, SymbolView view, int gap, int item, int step, boolean strict) {
    boolean widerGap = (gap & SymbolView.BLANK) != 0 && (gaps & SymbolView.BLANK) == 0;
    if (gap == 0 || widerGap) {
      return true;
    }
    int next = item + step;
    boolean more = next >= 0 && next < view.items && view.gap[step < 0 ? item : next] == 0;
    if (more) {
      return true;
    }
    int letter = elements.letter[view.element[item]];
    return !strict && (letter == 'a' || letter == 'i');
  }
}
