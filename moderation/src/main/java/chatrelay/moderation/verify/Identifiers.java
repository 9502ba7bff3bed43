package chatrelay.moderation.verify;

import static chatrelay.moderation.unicode.CharacterFacts.DIGIT;
import static chatrelay.moderation.unicode.CharacterFacts.kind;

import chatrelay.moderation.text.Elements;

/**
 * Recognises digits and symbols that mean themselves: {@code foo1} is not fool, {@code $pic_flag}
 * no insult, {@code a|d|e} an alternative, {@code (on} and {@code pi$} a bracket and a formula's
 * end, {@code t[1] - t} an index, and an exclamation mark at the end ends a sentence.
 */
final class Identifiers {
  /** Programs number names of up to this many letters; longer ones than 3 seldom past 1. */
  private static final int SHORT_NAME = 4;

  private Identifiers() {}

  /** True when the items of a possible match mean themselves. */
  static boolean match(
      Elements elements,
      SymbolView view,
      Evidence evidence,
      int firstItem,
      int lastItem,
      int letters,
      boolean reversed) {
    int first = view.element[firstItem];
    int last = view.element[lastItem];
    if (evidence.isLiteral()) {
      return false;
    }
    if (elements.raw[last] == '!' && !view.reading.spaced) {
      return true;
    }
    if (reversed && last > first && kind(elements.facts[last]) == DIGIT) {
      return kind(elements.facts[last - 1]) == DIGIT;
    }
    if (view.reading.spaced && letters < SHORT_NAME && evidence.hasSubstitutes()) {
      return true;
    }
    if (!evidence.isOneSubstitution()) {
      return false;
    }
    boolean numbered =
        kind(elements.facts[last]) == DIGIT
            && (letters < SHORT_NAME || (letters == SHORT_NAME && elements.raw[last] == '1'));
    int next = last + 1 < elements.count ? elements.raw[last + 1] : 0;
    boolean variable = elements.raw[first] == '$' && next == '_';
    boolean mark =
        letters < SHORT_NAME && (elements.raw[first] == '(' || elements.raw[last] == '$');
    return numbered || variable || mark || (next == '|' && containsBar(elements, first, last));
  }

  private static boolean containsBar(Elements elements, int first, int last) {
    for (int at = first; at <= last; at++) {
      if (elements.raw[at] == '|') {
        return true;
      }
    }
    return false;
  }
}
