package chatrelay.moderation.verify;

import static chatrelay.moderation.unicode.CharacterFacts.IDENTICAL;
import static chatrelay.moderation.unicode.CharacterFacts.LATIN;
import static chatrelay.moderation.unicode.CharacterFacts.LETTER;
import static chatrelay.moderation.unicode.CharacterFacts.TWIN;
import static chatrelay.moderation.unicode.CharacterFacts.kind;
import static chatrelay.moderation.unicode.CharacterFacts.script;

import chatrelay.moderation.unicode.CharacterTable;
import java.util.Arrays;

/**
 * Which scripts a text proves to be written in: those with a letter that no Latin letter resembles.
 * A word made of look-alikes only is a disguise where its script is not proven. Scratch memory of
 * one thread; counts a text once, on the first question.
 */
public final class Scripts {
  /** Latin letters that letters of other scripts resemble. */
  private static final String LATIN_TWINS = "aceopxyhkmtbijs";

  private final boolean[] proven = new boolean[256];
  private char[] text = new char[0];
  private int length;
  private boolean counted;
  private boolean latin;

  public void reset(char[] characters, int end) {
    text = characters;
    length = end;
    counted = false;
  }

  /** True when a decision since the last reset used the text's scripts. */
  public boolean wereAsked() {
    return counted;
  }

  /** True when a letter of the script occurs that has no twin in Latin (for Latin: elsewhere). */
  boolean isProven(int script) {
    count();
    return proven[script];
  }

  /** True when a Latin letter occurs. */
  boolean hasLatin() {
    count();
    return latin;
  }

  /** True for a letter whose very form, not only its other case, looks Latin. */
  static boolean isIdentical(int facts) {
    return (facts & IDENTICAL) != 0;
  }

  private void count() {
    if (counted) {
      return;
    }
    counted = true;
    latin = false;
    Arrays.fill(proven, false);
    int codePoint;
    for (int i = 0; i < length; i += Character.charCount(codePoint)) {
      codePoint = Character.codePointAt(text, i, length);
      int facts = CharacterTable.facts(codePoint);
      if (kind(facts) == LETTER && script(facts) == LATIN) {
        latin = true;
        proven[LATIN] |= LATIN_TWINS.indexOf(Character.toLowerCase(codePoint)) < 0;
      } else if (kind(facts) == LETTER) {
        proven[script(facts)] |= (facts & TWIN) == 0;
      }
    }
  }
}
