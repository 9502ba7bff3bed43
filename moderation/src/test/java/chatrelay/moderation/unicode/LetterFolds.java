package chatrelay.moderation.unicode;

import static chatrelay.moderation.unicode.CharacterFacts.*;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;

/** The plain letter or letters of a code point: case, width, compatibility and accents undone. */
final class LetterFolds {
  private static final int LONGEST = 4;
  private final Normalizer2 decompose = Normalizer2.getNFKDInstance();
  private final Normalizer2 compose = Normalizer2.getNFKCInstance();

  String literal(int codePoint, int facts) {
    String self = Character.toString(codePoint);
    int letter = EmojiLetters.of(codePoint);
    if (letter != 0) {
      return Character.toString(letter);
    }
    if (kind(facts) == DIGIT) {
      return Character.toString('0' + UCharacter.digit(codePoint));
    }
    if (kind(facts) != LETTER) {
      return kind(facts) == SEPARATOR ? separator(self) : self;
    }
    int script = UScript.getScript(codePoint);
    if (script == UScript.HIRAGANA || script == UScript.KATAKANA || script == UScript.HANGUL) {
      if (codePoint >= 0x3131 && codePoint <= 0x318E) {
        return self;
      }
      String whole = compose.normalize(self);
      return whole.codePointCount(0, whole.length()) == 1 && (facts & COMPOSES) == 0 ? whole : self;
    }
    String folded = dropTransparent(fold(self));
    int length = folded.codePointCount(0, folded.length());
    boolean letters = folded.codePoints().allMatch(c -> kind(CodePointFacts.of(c)) == LETTER);
    return length == 0 || length > LONGEST || !letters ? self : folded;
  }

  /** Full-width and other forms of ASCII punctuation count as that character. */
  private String separator(String self) {
    String plain = compose.normalize(self);
    return plain.length() == 1 && plain.charAt(0) > ' ' && plain.charAt(0) < 127 ? plain : self;
  }

  private String fold(String text) {
    return decompose.normalize(UCharacter.foldCase(decompose.normalize(text), true));
  }

  private static String dropTransparent(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .filter(c -> kind(CodePointFacts.of(c)) != TRANSPARENT)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /** The stages that lead from the code point to its letters. */
  int stages(int codePoint, int facts, String literal) {
    String self = Character.toString(codePoint);
    if (literal.equals(self)) {
      return 0;
    }
    int stages = UCharacter.foldCase(self, true).equals(self) ? 0 : CASE;
    int type = UCharacter.getIntPropertyValue(codePoint, UProperty.DECOMPOSITION_TYPE);
    if (type == UCharacter.DecompositionType.WIDE || type == UCharacter.DecompositionType.NARROW) {
      stages |= WIDTH;
    } else if (EmojiLetters.of(codePoint) != 0
        || kind(facts) == DIGIT
        || !decompose.normalize(self).equals(Normalizer2.getNFDInstance().normalize(self))) {
      stages |= COMPATIBILITY;
    }
    String folded = fold(self);
    return stages | (dropTransparent(folded).equals(folded) || kind(facts) != LETTER ? 0 : ACCENT);
  }
}
