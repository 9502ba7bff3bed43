package chatrelay.moderation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The disguises that a list sees through. Each can be switched off per list; a text that needs a
 * switched-off stage to become a rule's word is no hit.
 */
public enum Folding {
  /** Upper and lower case, with full case folding (ß is ss). */
  CASE,
  /** Full-width and half-width forms. */
  WIDTH,
  /** Compatibility forms: ligatures, circled, superscript and mathematical letters. */
  COMPATIBILITY,
  /** Accents and combining marks, never those of Indic, Thai or kana writing. */
  ACCENTS,
  /** Zero-width, bidirectional-control, tag and other invisible characters. */
  INVISIBLE,
  /** Letters of another script or shape that look the same. */
  HOMOGLYPHS,
  /** Digits and symbols that stand for letters. */
  LEET,
  /** Letters typed more often than the word has them. */
  REPEATS,
  /** Punctuation, spaces and emoji between the letters. */
  SEPARATORS,
  /** HTML character references and percent escapes. */
  ENTITIES,
  /** Inline markup tags inside a word. */
  MARKUP,
  /** The word written backwards. */
  REVERSED;

  /** Every stage: what a list uses unless it says otherwise. */
  public static final Set<Folding> ALL = Collections.unmodifiableSet(EnumSet.allOf(Folding.class));

  /** Stages that only undo how the same letters are encoded; allow-list entries use these. */
  public static final Set<Folding> LITERAL =
      Collections.unmodifiableSet(EnumSet.of(CASE, WIDTH, COMPATIBILITY, ACCENTS, INVISIBLE));
}
