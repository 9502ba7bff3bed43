package chatrelay.moderation.unicode;

import static chatrelay.moderation.unicode.CharacterFacts.*;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import java.util.Set;

/** Kind, flags, script and grapheme properties of a code point, without its letters. */
final class CodePointFacts {
  private static final Set<Integer> MARKS_DROPPED =
      Set.of(
          UScript.INHERITED,
          UScript.COMMON,
          UScript.LATIN,
          UScript.GREEK,
          UScript.CYRILLIC,
          UScript.ARABIC,
          UScript.HEBREW);
  private static final Set<Integer> UNSPACED_SCRIPTS =
      Set.of(
          UScript.HAN,
          UScript.HIRAGANA,
          UScript.KATAKANA,
          UScript.THAI,
          UScript.LAO,
          UScript.KHMER,
          UScript.MYANMAR);
  private static final Set<Integer> SYLLABIC_SCRIPTS =
      Set.of(UScript.HAN, UScript.HIRAGANA, UScript.KATAKANA, UScript.HANGUL);

  private CodePointFacts() {}

  static int of(int codePoint) {
    int script = UScript.getScript(codePoint);
    int kind = kind(codePoint, script);
    int facts = kind;
    boolean ignorable =
        UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    int category = UCharacter.getType(codePoint);
    boolean format =
        category == UCharacterCategory.FORMAT || category == UCharacterCategory.CONTROL;
    if (kind != SPACE && (ignorable || format)) {
      facts |= INVISIBLE;
    }
    if (isWord(codePoint, category) && kind != TRANSPARENT) {
      facts |= WORD;
    }
    if (kind == TRANSPARENT && (facts & INVISIBLE) == 0) {
      facts |= ACCENT;
    }
    facts |= UNSPACED_SCRIPTS.contains(script) ? UNSPACED : 0;
    facts |= SYLLABIC_SCRIPTS.contains(script) && kind == LETTER ? SYLLABIC : 0;
    facts |= composes(codePoint) ? COMPOSES : 0;
    facts |= UCharacter.isUUppercase(codePoint) ? UPPER : 0;
    facts |= clusterBreakOf(codePoint) << 12;
    facts |=
        UCharacter.hasBinaryProperty(codePoint, UProperty.EXTENDED_PICTOGRAPHIC) ? PICTOGRAPH : 0;
    facts |= conjunctOf(codePoint) << 17;
    return facts | script << 19;
  }

  private static int kind(int codePoint, int script) {
    if (UCharacter.isUWhiteSpace(codePoint) || codePoint == 0x2800) {
      return SPACE;
    }
    int category = UCharacter.getType(codePoint);
    if (UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
        || category == UCharacterCategory.FORMAT
        || category == UCharacterCategory.CONTROL
        || codePoint == 0x0640) {
      return TRANSPARENT;
    }
    boolean mark =
        category == UCharacterCategory.NON_SPACING_MARK
            || category == UCharacterCategory.ENCLOSING_MARK
            || category == UCharacterCategory.COMBINING_SPACING_MARK;
    if (mark) {
      return MARKS_DROPPED.contains(script) && !composes(codePoint) ? TRANSPARENT : LETTER;
    }
    if (UCharacter.isLetter(codePoint)
        || category == UCharacterCategory.LETTER_NUMBER
        || EmojiLetters.of(codePoint) != 0) {
      return LETTER;
    }
    boolean digit = UCharacter.digit(codePoint) >= 0 && !UCharacter.isUAlphabetic(codePoint);
    return digit ? DIGIT : SEPARATOR;
  }

  private static boolean isWord(int codePoint, int category) {
    return switch (category) {
      case UCharacterCategory.UPPERCASE_LETTER,
          UCharacterCategory.LOWERCASE_LETTER,
          UCharacterCategory.TITLECASE_LETTER,
          UCharacterCategory.MODIFIER_LETTER,
          UCharacterCategory.OTHER_LETTER,
          UCharacterCategory.NON_SPACING_MARK,
          UCharacterCategory.ENCLOSING_MARK,
          UCharacterCategory.COMBINING_SPACING_MARK,
          UCharacterCategory.DECIMAL_DIGIT_NUMBER,
          UCharacterCategory.LETTER_NUMBER ->
          true;
      default -> UCharacter.isUAlphabetic(codePoint) && EmojiLetters.of(codePoint) == 0;
    };
  }

  private static boolean composes(int codePoint) {
    return (codePoint >= 0x1100 && codePoint <= 0x11FF)
        || codePoint == 0x3099
        || codePoint == 0x309A
        || codePoint == 0xFF9E
        || codePoint == 0xFF9F;
  }

  private static int clusterBreakOf(int codePoint) {
    return switch (UCharacter.getIntPropertyValue(codePoint, UProperty.GRAPHEME_CLUSTER_BREAK)) {
      case UCharacter.GraphemeClusterBreak.CONTROL -> Graphemes.CONTROL;
      case UCharacter.GraphemeClusterBreak.CR -> Graphemes.CARRIAGE_RETURN;
      case UCharacter.GraphemeClusterBreak.LF -> Graphemes.LINE_FEED;
      case UCharacter.GraphemeClusterBreak.EXTEND -> Graphemes.EXTEND;
      case UCharacter.GraphemeClusterBreak.ZWJ -> Graphemes.JOINER;
      case UCharacter.GraphemeClusterBreak.SPACING_MARK -> Graphemes.SPACING_MARK;
      case UCharacter.GraphemeClusterBreak.PREPEND -> Graphemes.PREPEND;
      case UCharacter.GraphemeClusterBreak.REGIONAL_INDICATOR -> Graphemes.REGIONAL_INDICATOR;
      case UCharacter.GraphemeClusterBreak.L -> Graphemes.HANGUL_L;
      case UCharacter.GraphemeClusterBreak.V -> Graphemes.HANGUL_V;
      case UCharacter.GraphemeClusterBreak.T -> Graphemes.HANGUL_T;
      case UCharacter.GraphemeClusterBreak.LV -> Graphemes.HANGUL_LV;
      case UCharacter.GraphemeClusterBreak.LVT -> Graphemes.HANGUL_LVT;
      default -> Graphemes.OTHER;
    };
  }

  private static int conjunctOf(int codePoint) {
    int property = UCharacter.getIntPropertyValue(codePoint, UProperty.INDIC_CONJUNCT_BREAK);
    if (property == UCharacter.IndicConjunctBreak.CONSONANT.ordinal()) {
      return CONJUNCT_CONSONANT;
    }
    if (property == UCharacter.IndicConjunctBreak.LINKER.ordinal()) {
      return CONJUNCT_LINKER;
    }
    boolean extend = property == UCharacter.IndicConjunctBreak.EXTEND.ordinal();
    return extend ? CONJUNCT_EXTEND : CONJUNCT_NONE;
  }
}
