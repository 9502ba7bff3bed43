package chatrelay.moderation.lists;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The disguises that a list sees through. Each can be switched off per list; a text that needs a
 * switched-off stage to become a rule's word is no hit.
 */
public enum Folding {
  /** Upper and lower case, with full case folding (ß is ss). */
  CASE(0),
  /** Full-width and half-width forms. */
  WIDTH(1),
  /** Compatibility forms: ligatures, circled, superscript and mathematical letters. */
  COMPATIBILITY(2),
  /** Accents and combining marks, never those of Indic, Thai or kana writing. */
  ACCENTS(3),
  /** Zero-width, bidirectional-control, tag and other invisible characters. */
  INVISIBLE(4),
  /** Letters of another script or shape that look the same. */
  HOMOGLYPHS(5),
  /** Digits and symbols that stand for letters. */
  LEET(6),
  /** Letters typed more often than the word has them. */
  REPEATS(7),
  /** Punctuation, spaces and emoji between the letters. */
  SEPARATORS(8),
  /** HTML character references and percent escapes. */
  ENTITIES(9),
  /** Inline markup tags inside a word. */
  MARKUP(10),
  /** The word written backwards. */
  REVERSED(11);

  /** All stages as bits. */
  public static final int ALL_BITS = (1 << 12) - 1;

  /** Every stage: what a list uses unless it says otherwise. */
  public static final Set<Folding> ALL = Collections.unmodifiableSet(EnumSet.allOf(Folding.class));

  private final int bit;

  Folding(int number) {
    bit = 1 << number;
  }

  /** The stage in a set of bits; the first four are laid out as in the character facts. */
  public int bit() {
    return bit;
  }
}
