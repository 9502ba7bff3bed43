package chatrelay.moderation.unicode;

/**
 * Puts decomposed Hangul syllables and voiced kana together, the two writings whose decomposed form
 * can't be matched mark by mark. Arithmetic of the Unicode Standard, chapter 3.12, and of the kana
 * blocks' layout.
 */
public final class Composition {
  private static final String VOICED = "かきくけこさしすせそたちつてとはひふへほゝ";
  private static final String HALF_VOICED = "はひふへほ";
  private static final int KATAKANA_OFFSET = 0x60;

  private Composition() {}

  /** The composed letter of {@code first} and {@code second}, or 0. */
  public static int of(int first, int second) {
    if (first >= 0x1100 && first <= 0x1112 && second >= 0x1161 && second <= 0x1175) {
      return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28;
    }
    if (first >= 0xAC00
        && first <= 0xD7A3
        && (first - 0xAC00) % 28 == 0
        && second > 0x11A7
        && second <= 0x11C2) {
      return first + second - 0x11A7;
    }
    boolean katakana = first >= 0x30A1 && first <= 0x30FE;
    int hiragana = katakana ? first - KATAKANA_OFFSET : first;
    if (second == 0x3099 || second == 0xFF9E) {
      if (hiragana == 'う') {
        return first + 0x4E;
      }
      return VOICED.indexOf(hiragana) >= 0 ? first + 1 : 0;
    }
    boolean halfVoiced = second == 0x309A || second == 0xFF9F;
    return halfVoiced && HALF_VOICED.indexOf(hiragana) >= 0 ? first + 2 : 0;
  }
}
