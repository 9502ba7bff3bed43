package chatrelay.moderation.verify;

import static chatrelay.moderation.unicode.CharacterFacts.DIGIT;
import static chatrelay.moderation.unicode.CharacterFacts.LETTER;
import static chatrelay.moderation.unicode.CharacterFacts.SPACE;
import static chatrelay.moderation.unicode.CharacterFacts.clusterBreak;
import static chatrelay.moderation.unicode.CharacterFacts.kind;

import chatrelay.moderation.text.Alphabet;
import chatrelay.moderation.text.Elements;
import chatrelay.moderation.unicode.Graphemes;

/**
 * One reading of a stretch of elements: which of them are letters, with equal neighbours put
 * together into runs.
 *
 * <p>A tight reading keeps everything else as gaps; a spaced one skips it and remembers what stood
 * before each item. Scratch memory of one thread, reused.
 */
final class SymbolView {
  /** Gap bit: something visible that is no white space. */
  static final int MARK = 1;

  /** Gap bit: white space. */
  static final int BLANK = 2;

  /** Gap bit: an apostrophe. */
  static final int APOSTROPHE = 4;

  /** The ways to read a stretch. */
  enum Reading {
    /** Symbols and digits are letters, the rest are gaps. */
    TIGHT(false, true, true, false, true),
    /** As tight, with symbols as gaps: for phrases such as {@code bad! phrase}. */
    TIGHT_PLAIN(false, false, true, false, true),
    /** As tight, with letters of another script read by their shape in this case. */
    TIGHT_ALTERNATIVE(false, true, true, true, true),
    /** Gaps skipped. */
    SPACED(true, true, true, false, true),
    /** Gaps and symbols skipped. */
    SPACED_PLAIN(true, false, true, false, true),
    /** Gaps, symbols and digits skipped. */
    SPACED_LETTERS(true, false, false, false, true),
    /** Gaps skipped, letters of another script read by their shape. */
    SPACED_ALTERNATIVE(true, true, true, true, true),
    /** Gaps skipped, and the letters that flags are made of. */
    SPACED_FLAGLESS(true, true, true, false, false);

    final boolean spaced;
    final boolean symbols;
    final boolean digits;
    final boolean alternative;
    final boolean flags;

    Reading(boolean spaced, boolean symbols, boolean digits, boolean alternative, boolean flags) {
      this.spaced = spaced;
      this.symbols = symbols;
      this.digits = digits;
      this.alternative = alternative;
      this.flags = flags;
    }

    /** Whether characters of a kind are letters here. */
    boolean reads(int kind) {
      return kind == LETTER || (kind == DIGIT ? digits : symbols);
    }
  }

  Reading reading = Reading.TIGHT;
  int items;
  int[] element = new int[64];
  byte[] gap = new byte[65];
  int[] runOf = new int[64];
  int runs;
  char[] runSymbol = new char[64];
  int[] runStart = new int[65];

  void read(Elements elements, Reading reading) {
    this.reading = reading;
    reserve(elements.count);
    items = 0;
    runs = 0;
    boolean spaced = reading.spaced;
    boolean shaped = reading.alternative && elements.hasAlternatives;
    boolean flagless = !reading.flags && elements.hasFlags;
    int previous = -1;
    int pending = 0;
    for (int at = 0; at < elements.count; at++) {
      int symbol = reading.reads(kind(elements.facts[at])) ? elements.symbol[at] : Alphabet.GAP;
      if (shaped && elements.alternative[at] != 0) {
        symbol = elements.alternative[at];
      } else if (flagless && isFlag(elements.facts[at])) {
        symbol = Alphabet.GAP;
      }
      if (spaced && symbol == Alphabet.GAP) {
        pending |= gapBit(elements, at);
        continue;
      }
      if (symbol != previous) {
        runSymbol[runs] = (char) symbol;
        runStart[runs++] = items;
        previous = symbol;
      }
      element[items] = at;
      gap[items] = (byte) pending;
      runOf[items++] = runs - 1;
      pending = 0;
    }
    gap[items] = (byte) pending;
    runStart[runs] = items;
  }

  private static boolean isFlag(int facts) {
    return clusterBreak(facts) == Graphemes.REGIONAL_INDICATOR;
  }

  private static int gapBit(Elements elements, int at) {
    if (kind(elements.facts[at]) == SPACE) {
      return BLANK;
    }
    int codePoint = elements.raw[at];
    return Alphabet.isApostrophe(codePoint) ? MARK | APOSTROPHE : MARK;
  }

  private void reserve(int capacity) {
    if (capacity > element.length) {
      int more = Math.max(capacity, element.length * 2);
      element = new int[more];
      runOf = new int[more];
      gap = new byte[more + 1];
      runSymbol = new char[more];
      runStart = new int[more + 1];
    }
  }
}
