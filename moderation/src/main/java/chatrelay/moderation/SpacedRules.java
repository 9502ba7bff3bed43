package chatrelay.moderation;

import static chatrelay.moderation.unicode.CharacterFacts.SYLLABIC;

/**
 * Tells a word with separators between its letters from words that stand next to each other.
 *
 * <p>A match begins and ends where letters between separators begin and end. Without white space
 * inside, the word has four letters or all its letters stand alone; with white space, no piece is
 * longer than two letters and there are three pieces. {@code pot ato} is left alone on purpose.
 */
final class SpacedRules {
  private static final int SHORTEST_JOINED = 4;
  private static final int SHORTEST_PAIRED = 5;
  private static final int LOOSE_END = 5;
  private static final int LOOSE_START = 6;

  private int gaps;
  private int pieces;
  private int longest;
  private boolean syllabic;

  boolean allow(int flags, Elements elements, SymbolView view, int first, int last, int letters) {
    measure(elements, view, first, last);
    if (pieces < 2) {
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
    int fewest = syllabic && single ? 2 : 3;
    if (blank) {
      boolean longEnough = single || letters >= SHORTEST_PAIRED;
      return longest <= 2
          && pieces >= fewest
          && longEnough
          && isolated(flags, elements, view, first, last, letters);
    }
    if (single) {
      return pieces >= fewest && isolated(flags, elements, view, first, last, letters);
    }
    return letters >= SHORTEST_JOINED
        && (gaps & SymbolView.APOSTROPHE) == 0
        && view.reading != SymbolView.Reading.SPACED_LETTERS;
  }

  private void measure(Elements elements, SymbolView view, int first, int last) {
    gaps = 0;
    pieces = 1;
    longest = 1;
    syllabic = true;
    int length = 1;
    for (int item = first; item <= last; item++) {
      syllabic &= (elements.facts[view.element[item]] & SYLLABIC) != 0;
      if (item == first) {
        continue;
      }
      if (view.gap[item] != 0) {
        gaps |= view.gap[item];
        pieces++;
        length = 1;
      } else if (view.runOf[item] != view.runOf[item - 1]) {
        length++;
        longest = Math.max(longest, length);
      }
    }
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
    boolean looseStart = (flags & Patterns.ANCHORED_LEFT) == 0 && !blank && letters >= LOOSE_START;
    boolean looseEnd = (flags & Patterns.ANCHORED_RIGHT) == 0 && !blank && letters >= LOOSE_END;
    return (starts || looseStart) && (ends || looseEnd);
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
