package chatrelay.moderation.scan;

import static chatrelay.moderation.compile.LetterNote.LENGTH_MASK;
import static chatrelay.moderation.compile.LetterNote.LENGTH_SHIFT;
import static chatrelay.moderation.compile.LetterNote.MASK;
import static chatrelay.moderation.compile.LetterNote.MOST;
import static chatrelay.moderation.compile.LetterNote.REPEATS;

import chatrelay.moderation.text.Alphabet;

/**
 * What a pattern asks of the plain letters of a text beyond their symbols, in one number: whether
 * some letter has to be repeated, else where it has i and where l, which share a symbol. Enough to
 * say no to most of what the automaton finds in ordinary words, without a look at the pattern.
 *
 * <p>Places count back from the last letter. A note of 0 asks for nothing.
 */
final class LetterNotes {

  /** The symbol that i and l share. */
  private static final int EITHER = Alphabet.latin('i' - 'a' + 1);

  /** Of the text: places of letters that are i for sure, and l for sure. */
  private int small;

  private int large;

  /** Of the text: places of i and of l in either case. */
  private int anyI;

  private int anyL;

  /** How many letters back the text is plain and nothing is repeated. */
  private int plain;

  /** Reads the letters of a text back from {@code last}. */
  void read(CharacterClasses classes, char[] text, int last, int length) {
    small = 0;
    large = 0;
    anyI = 0;
    anyL = 0;
    plain = 0;
    int[] ascii = classes.ascii;
    int entry = isLetter(text[last]) ? ascii[text[last]] : CharacterClasses.SKIP;
    if (!isApart(ascii, last + 1 < length ? text[last + 1] : ' ', entry)) {
      return;
    }
    for (int at = last; entry >= 0 && plain < MOST; at--, plain++) {
      char before = at > 0 ? text[at - 1] : ' ';
      if (!isApart(ascii, before, entry)) {
        return;
      }
      if (CharacterClasses.symbol(entry) == EITHER) {
        readEither(text, at, length);
      }
      entry = isLetter(before) ? ascii[before] : CharacterClasses.SKIP;
    }
  }

  /** True when the letters that were read can't be those of the pattern with that note. */
  boolean exclude(long note) {
    int symbols = (int) (note >>> LENGTH_SHIFT) & LENGTH_MASK;
    if (symbols == 0 || symbols > plain) {
      return false;
    }
    int wantedLarge = (int) (note >>> MOST) & MASK;
    int wantedSmall = (int) note & MASK;
    boolean differs = (small & wantedLarge) != 0 || (large & wantedSmall) != 0;
    return differs || (note & REPEATS) != 0;
  }

  /**
   * True when the letters that were read are exactly those of the pattern with that note, which the
   * automaton has found, in any case.
   */
  boolean match(long note) {
    int symbols = (int) (note >>> LENGTH_SHIFT) & LENGTH_MASK;
    if (symbols == 0 || symbols > plain || (note & REPEATS) != 0) {
      return false;
    }
    int wantedLarge = (int) (note >>> MOST) & MASK;
    int wantedSmall = (int) note & MASK;
    int last = (1 << symbols) - 1;
    return ((anyI ^ wantedSmall) & last) == 0 && ((anyL ^ wantedLarge) & last) == 0;
  }

  /** Notes an i or an l. */
  private void readEither(char[] text, int at, int length) {
    char unit = text[at];
    int place = 1 << plain;
    if ((unit | 0x20) == 'i') {
      anyI |= place;
    } else {
      anyL |= place;
    }
    if (unit == 'i') {
      small |= place;
    } else if (unit == 'L' || (unit == 'l' && isAmongSmall(text, at, length))) {
      large |= place;
    }
  }

  /** True for an ASCII neighbour of a letter that the word automaton can tell from it. */
  private static boolean isApart(int[] ascii, char neighbour, int letter) {
    if (neighbour >= 128 || letter < 0) {
      return false;
    }
    int entry = ascii[neighbour];
    return entry < 0
        ? entry != CharacterClasses.SKIP && entry != CharacterClasses.AMBIGUOUS
        : CharacterClasses.symbol(entry) != CharacterClasses.symbol(letter);
  }

  /** True for a small l that no capital next to it makes a capital I. */
  static boolean isAmongSmall(char[] text, int at, int length) {
    return (at == 0 || isSmall(text[at - 1])) && (at + 1 == length || isSmall(text[at + 1]));
  }

  private static boolean isSmall(char unit) {
    return unit == ' ' || (unit >= 'a' && unit <= 'z' && unit != 'l');
  }

  static boolean isLetter(char unit) {
    return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
  }
}
