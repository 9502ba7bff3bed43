package chatrelay.worker.inbound;

/**
 * Cleans a text so that the database and every subscriber hold the same characters.
 *
 * <p>A lone surrogate would be stored as a question mark (measured on MySQL 8.0), and control
 * characters reach terminals; both are removed before the text is judged or stored.
 */
public final class TextCleaning {
  private static final int REPLACEMENT = 0xFFFD;

  private TextCleaning() {}

  /**
   * The text with lone surrogates and noncharacters replaced by U+FFFD and control characters other
   * than line feed and tab removed; the very same string when there are none. Linear.
   */
  public static String clean(String text) {
    int first = firstToChange(text);
    if (first < 0) {
      return text;
    }
    StringBuilder cleaned = new StringBuilder(text.length()).append(text, 0, first);
    int index = first;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      index += Character.charCount(codePoint);
      if (isReplaced(codePoint)) {
        cleaned.appendCodePoint(REPLACEMENT);
      } else if (!isRemoved(codePoint)) {
        cleaned.appendCodePoint(codePoint);
      }
    }
    return cleaned.toString();
  }

  /** Whether a reader would see nothing: only blanks, format characters and fillers. */
  static boolean isInvisible(String text) {
    return text.codePoints().allMatch(TextCleaning::isInvisible);
  }

  private static int firstToChange(String text) {
    int index = 0;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      if (isReplaced(codePoint) || isRemoved(codePoint)) {
        return index;
      }
      index += Character.charCount(codePoint);
    }
    return -1;
  }

  private static boolean isReplaced(int codePoint) {
    boolean loneSurrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    boolean noncharacter =
        (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
    return loneSurrogate || noncharacter;
  }

  private static boolean isRemoved(int codePoint) {
    return Character.isISOControl(codePoint) && codePoint != '\n' && codePoint != '\t';
  }

  private static boolean isInvisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.FORMAT,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          true;
      // Letters and symbols without visible form: Hangul fillers, the empty braille cell.
      default ->
          codePoint == 0x115F
              || codePoint == 0x1160
              || codePoint == 0x3164
              || codePoint == 0xFFA0
              || codePoint == 0x2800;
    };
  }
}
