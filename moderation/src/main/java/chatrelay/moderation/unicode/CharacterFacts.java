package chatrelay.moderation.unicode;

/**
 * How the facts about one code point are packed into two numbers, by the generator and for the
 * readers. The first number ({@code facts}) holds kinds and flags, the second ({@code folds}) the
 * letters that a code point stands for.
 */
public final class CharacterFacts {
  /** Visible, but neither letter nor digit: punctuation, symbols, emoji, lone surrogates. */
  public static final int SEPARATOR = 0;

  /** White space. */
  public static final int SPACE = 1;

  /** A letter, a mark that makes another letter (Indic, Thai), or a symbol shaped as a letter. */
  public static final int LETTER = 2;

  /** A decimal digit. */
  public static final int DIGIT = 3;

  /** Invisible, or a mark that only decorates. */
  public static final int TRANSPARENT = 4;

  /** {@link #literal} is the number of an expansion into several letters. */
  public static final int MULTIPLE = 1 << 3;

  /** Continues a word: letter, mark or digit. */
  public static final int WORD = 1 << 4;

  /** Writing without spaces between words: both sides are always word boundaries. */
  public static final int UNSPACED = 1 << 5;

  /** Shows nothing: default ignorable, format or control character. */
  public static final int INVISIBLE = 1 << 6;

  /** Looks so much like a Latin letter that a text of such letters only proves no script. */
  public static final int TWIN = 1 << 7;

  /** The letter results from case folding. */
  public static final int CASE = 1 << 8;

  /** The letter results from a full-width or half-width form. */
  public static final int WIDTH = 1 << 9;

  /** The letter results from another compatibility form. */
  public static final int COMPATIBILITY = 1 << 10;

  /** The letter results from dropping an accent; or the character is such a mark. */
  public static final int ACCENT = 1 << 11;

  /** Extended_Pictographic. */
  public static final int PICTOGRAPH = 1 << 16;

  /** Joins with its neighbours into another letter: conjoining jamo, kana voicing marks. */
  public static final int COMPOSES = 1 << 27;

  /** An upper-case letter. */
  public static final int UPPER = 1 << 28;

  /** One character is a word or syllable: Han, kana, Hangul. */
  public static final int SYLLABIC = 1 << 29;

  /** This very form, not only its other case, is drawn like the Latin letter. */
  public static final int IDENTICAL = 1 << 30;

  /** No conjunct break property; the others are consonant, linker and extend. */
  public static final int CONJUNCT_NONE = 0;

  public static final int CONJUNCT_CONSONANT = 1;
  public static final int CONJUNCT_LINKER = 2;
  public static final int CONJUNCT_EXTEND = 3;

  /** Unicode's script number of Latin. */
  public static final int LATIN = 25;

  private CharacterFacts() {}

  /** One of {@link #SEPARATOR} to {@link #TRANSPARENT}. */
  public static int kind(int facts) {
    return facts & 7;
  }

  /** Grapheme_Cluster_Break as numbered by {@link Graphemes}. */
  public static int clusterBreak(int facts) {
    return facts >>> 12 & 15;
  }

  /** Indic_Conjunct_Break. */
  public static int conjunct(int facts) {
    return facts >>> 17 & 3;
  }

  /** The script's number. */
  public static int script(int facts) {
    return facts >>> 19 & 255;
  }

  /** The case-folded, unaccented letter, or the number of an expansion; 0 for itself. */
  public static int literal(int folds) {
    return folds & 0x1FFFFF;
  }

  /** The Latin letter, 1 for a to 26 for z, that the character may stand for in any case; or 0. */
  public static int lookAlike(int folds) {
    return folds >>> 21 & 31;
  }

  /** The Latin letter that it resembles in this case only; or 0. */
  public static int alternate(int folds) {
    return folds >>> 26 & 31;
  }
}
