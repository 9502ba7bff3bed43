package chatrelay.moderation.verify;

import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.text.Alphabet;
import chatrelay.moderation.text.Elements;
import chatrelay.moderation.unicode.CharacterTable;
import chatrelay.moderation.unicode.LocaleLetters;
import org.jspecify.annotations.Nullable;

/**
 * Checks the characters behind a match: letters that a locale protects, and folding stages that the
 * list has switched off. Immutable.
 */
final class RawLetters {
  private final Patterns patterns;

  RawLetters(Patterns patterns) {
    this.patterns = patterns;
  }

  /** True when the characters of a match may stand for the pattern's letters. */
  boolean match(
      int pattern, Elements elements, SymbolView view, int firstItem, int lastItem, int permitted) {
    @Nullable LocaleLetters locale = patterns.locales.get(patterns.locale(pattern));
    boolean all = permitted == Folding.ALL_BITS;
    if (locale == null && all) {
      return true;
    }
    int letter = 0;
    int run = view.runOf[firstItem];
    for (int item = firstItem; item <= lastItem; item++) {
      int at = view.element[item];
      if (view.runOf[item] != run) {
        run = view.runOf[item];
        char symbol = view.runSymbol[run];
        while (patterns.symbols[patterns.place(pattern, letter)] != symbol) {
          letter++;
        }
      }
      if (view.runSymbol[run] == Alphabet.GAP) {
        continue;
      }
      int place = patterns.place(pattern, letter);
      int raw = patterns.raws[place];
      if (locale != null
          && !locale.accepts(
              raw, patterns.marks[place], elements.raw[at], elements.firstMark[at])) {
        return false;
      }
      if (!all && !isPermitted(elements, at, raw, item == lastItem, permitted)) {
        return false;
      }
      boolean more =
          letter + 1 < patterns.length(pattern)
              && patterns.symbols[patterns.place(pattern, letter + 1)] == view.runSymbol[run];
      letter += more && item + 1 <= lastItem && view.runOf[item + 1] == run ? 1 : 0;
    }
    return true;
  }

  private static boolean isPermitted(
      Elements elements, int at, int raw, boolean last, int permitted) {
    int stages = elements.facts[at] >>> 8 & 15;
    stages |= CharacterTable.facts(raw) >>> 8 & 15;
    if (elements.raw[at] == raw) {
      stages = 0;
    }
    stages |= (elements.trail[at] & Elements.MARKED) != 0 ? Folding.ACCENTS.bit() : 0;
    stages |= !last && (elements.trail[at] & Elements.HIDDEN) != 0 ? Folding.INVISIBLE.bit() : 0;
    return (stages & ~permitted) == 0;
  }
}
