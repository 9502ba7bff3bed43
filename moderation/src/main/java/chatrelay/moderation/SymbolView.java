package chatrelay.moderation;

import static chatrelay.moderation.unicode.CharacterFacts.DIGIT;
import static chatrelay.moderation.unicode.CharacterFacts.LETTER;
import static chatrelay.moderation.unicode.CharacterFacts.SPACE;
import static chatrelay.moderation.unicode.CharacterFacts.clusterBreak;
import static chatrelay.moderation.unicode.CharacterFacts.kind;

import chatrelay.moderation.unicode.Graphemes;
import java.util.Arrays;

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
    items = 0;
    runs = 0;
    int pending = 0;
    for (int at = 0; at < elements.count; at++) {
      int symbol = symbol(elements, at, reading);
      if (reading.spaced && symbol == Alphabet.GAP) {
        pending |= gapBit(elements, at);
        continue;
      }
      add(at, symbol, pending);
      pending = 0;
    }
    gap[items] = (byte) pending;
    runStart[runs] = items;
  }

  private static int symbol(Elements elements, int at, Reading reading) {
    if (reading.alternative && elements.alternative[at] != 0) {
      return elements.alternative[at];
    }
    int kind = kind(elements.facts[at]);
    if (!reading.flags && clusterBreak(elements.facts[at]) == Graphemes.REGIONAL_INDICATOR) {
      return Alphabet.GAP;
    }
    boolean read =
        switch (kind) {
          case LETTER -> true;
          case DIGIT -> reading.digits;
          default -> reading.symbols;
        };
    return read ? elements.symbol[at] : Alphabet.GAP;
  }

  private static int gapBit(Elements elements, int at) {
    if (kind(elements.facts[at]) == SPACE) {
      return BLANK;
    }
    int codePoint = elements.raw[at];
    boolean apostrophe = codePoint == '\'' || codePoint == 0x2019 || codePoint == 0x02BC;
    return apostrophe ? MARK | APOSTROPHE : MARK;
  }

  private void add(int at, int symbol, int pending) {
    if (items == element.length) {
      int capacity = items * 2;
      element = Arrays.copyOf(element, capacity);
      runOf = Arrays.copyOf(runOf, capacity);
      gap = Arrays.copyOf(gap, capacity + 1);
      runSymbol = Arrays.copyOf(runSymbol, capacity);
      runStart = Arrays.copyOf(runStart, capacity + 1);
    }
    element[items] = at;
    gap[items] = (byte) pending;
    if (runs == 0 || runSymbol[runs - 1] != symbol) {
      runSymbol[runs] = (char) symbol;
      runStart[runs++] = items;
    }
    runOf[items++] = runs - 1;
  }
}
