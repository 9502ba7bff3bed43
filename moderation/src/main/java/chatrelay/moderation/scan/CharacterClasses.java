package chatrelay.moderation.scan;

import static chatrelay.moderation.unicode.CharacterFacts.COMPOSES;
import static chatrelay.moderation.unicode.CharacterFacts.DIGIT;
import static chatrelay.moderation.unicode.CharacterFacts.LETTER;
import static chatrelay.moderation.unicode.CharacterFacts.MULTIPLE;
import static chatrelay.moderation.unicode.CharacterFacts.SPACE;
import static chatrelay.moderation.unicode.CharacterFacts.SYLLABIC;
import static chatrelay.moderation.unicode.CharacterFacts.TRANSPARENT;
import static chatrelay.moderation.unicode.CharacterFacts.alternate;
import static chatrelay.moderation.unicode.CharacterFacts.clusterBreak;
import static chatrelay.moderation.unicode.CharacterFacts.kind;
import static chatrelay.moderation.unicode.CharacterFacts.literal;
import static chatrelay.moderation.unicode.CharacterFacts.lookAlike;

import chatrelay.moderation.text.Alphabet;
import chatrelay.moderation.unicode.CharacterTable;
import chatrelay.moderation.unicode.Graphemes;
import java.util.Arrays;

/**
 * What the first pass needs to know of each character of the Basic Multilingual Plane, in one
 * number: column and symbol for the word automaton, class for {@link ChunkStates}; negative where
 * the character needs more care. Immutable.
 */
public final class CharacterClasses {
  /** Passed over. */
  static final int SKIP = -1;

  /** Its token needs a closer look whatever it spells. */
  static final int COMPLEX = -2;

  /** Half of a pair. */
  static final int SURROGATE = -3;

  /** May begin an escape. */
  static final int ESCAPE = -4;

  /** A symbol that in a phrase can also be punctuation. */
  static final int AMBIGUOUS = -5;

  /**
   * From this bit of a number on stands the class for {@link ChunkStates}; the lowest eight are the
   * column.
   */
  static final int CLASS_SHIFT = 24;

  private static final int SYMBOL_SHIFT = 8;

  final int[] ascii;
  final int[][] pages = new int[256][];
  private final Alphabet alphabet;
  private final int lastColumn;
  private final boolean phrases;

  public CharacterClasses(Alphabet alphabet, int columns, boolean phrases) {
    this.alphabet = alphabet;
    this.lastColumn = columns - 1;
    this.phrases = phrases;
    int[] previous = new int[0];
    for (int page = 0; page < pages.length; page++) {
      int[] entries = new int[256];
      for (int i = 0; i < entries.length; i++) {
        entries[i] = entry(page << 8 | i);
      }
      pages[page] = previous = Arrays.equals(entries, previous) ? previous : entries;
    }
    ascii = Arrays.copyOf(pages[0], 128);
    for (char escape : new char[] {'&', '%', '<', '['}) {
      ascii[escape] = ESCAPE;
      pages[0][escape] = ESCAPE;
    }
  }

  /** The word automaton's symbol in a number that is not negative. */
  static int symbol(int entry) {
    return entry >>> SYMBOL_SHIFT & 0xFFFF;
  }

  /** True for an ASCII character that is passed over. */
  boolean isSkipped(char unit) {
    return ascii[unit] == SKIP;
  }

  /** True for two ASCII characters that the word automaton can't tell apart. */
  boolean sameSymbol(char left, char right) {
    int first = ascii[left];
    int second = ascii[right];
    return left == right
        || (first >= 0 && second >= 0 && symbol(first) == symbol(second))
        || first == AMBIGUOUS
        || second == AMBIGUOUS;
  }

  /** The number of any code point. */
  int entry(int codePoint) {
    int facts = CharacterTable.facts(codePoint);
    int folds = CharacterTable.folds(codePoint);
    int kind = kind(facts);
    if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      return SURROGATE;
    }
    if (kind == TRANSPARENT) {
      return SKIP;
    }
    boolean flag = clusterBreak(facts) == Graphemes.REGIONAL_INDICATOR;
    if ((facts & (MULTIPLE | COMPOSES)) != 0 || alternate(folds) != 0 || flag) {
      return COMPLEX;
    }
    int letter = literal(folds) == 0 ? codePoint : literal(folds);
    int symbol = kind == SPACE ? Alphabet.GAP : alphabet.symbol(facts, lookAlike(folds), letter);
    boolean shape = kind != LETTER && kind != DIGIT && symbol != Alphabet.GAP;
    if (shape && phrases) {
      return AMBIGUOUS;
    }
    return encode(symbol, classOf(codePoint, facts, kind, shape));
  }

  /** The number of an ambiguous symbol, read as a letter. */
  int asLetter(int codePoint) {
    int folds = CharacterTable.folds(codePoint);
    int letter = literal(folds) == 0 ? codePoint : literal(folds);
    int facts = CharacterTable.facts(codePoint);
    return encode(alphabet.symbol(facts, lookAlike(folds), letter), ChunkStates.SYMBOL);
  }

  /** The number of a separator that is nothing else. */
  int asMark() {
    return encode(Alphabet.GAP, ChunkStates.MARK);
  }

  /** The number of a letter that no rule has. */
  int asOther() {
    return encode(Alphabet.OTHER, ChunkStates.LETTER);
  }

  private int encode(int symbol, int chunkClass) {
    return Math.min(symbol, lastColumn) | symbol << SYMBOL_SHIFT | chunkClass << CLASS_SHIFT;
  }

  private static int classOf(int codePoint, int facts, int kind, boolean shape) {
    return switch (kind) {
      case LETTER -> (facts & SYLLABIC) != 0 ? ChunkStates.SYLLABLE : ChunkStates.LETTER;
      case DIGIT -> ChunkStates.DIGIT;
      case SPACE -> ChunkStates.BLANK;
      default -> {
        boolean apostrophe = Alphabet.isApostrophe(codePoint);
        yield shape ? ChunkStates.SYMBOL : apostrophe ? ChunkStates.APOSTROPHE : ChunkStates.MARK;
      }
    };
  }
}
