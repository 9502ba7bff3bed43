package chatrelay.moderation.mask;

/**
 * Tells when masking can't bring anything new to light, so that the masked text need not be judged
 * again: what stands around each masked span is ordinary words. Says no when in doubt.
 */
public final class Surroundings {
  private static final int REACH = 16;
  private static final int PIECE = 2;

  private static final byte OTHER = 0;
  private static final byte ALPHANUMERIC = 1;

  /** ASCII punctuation. */
  private static final byte MARK = 2;

  /** Symbols that may belong to a disguised word. */
  private static final byte LETTER_LIKE = 3;

  private static final byte[] KINDS = new byte[128];

  static {
    for (char unit = '!'; unit < 127; unit++) {
      boolean letter = (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
      KINDS[unit] = letter || (unit >= '0' && unit <= '9') ? ALPHANUMERIC : MARK;
    }
    for (char unit : "!|+$@#(".toCharArray()) {
      KINDS[unit] = LETTER_LIKE;
    }
  }

  private Surroundings() {}

  /** True when no two things become neighbours through the masking of the spans. */
  public static boolean areOrdinary(char[] text, int length, int[] starts, int[] ends, int spans) {
    int span = 0;
    while (span < spans) {
      int start = starts[span];
      int end = ends[span++];
      while (span < spans && !hasWord(text, end, starts[span])) {
        end = Math.max(end, ends[span++]);
      }
      if (!isOrdinary(text, length, start, end)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOrdinary(char[] text, int length, int start, int end) {
    if (start == 0 && end == length) {
      return true;
    }
    if ((start > 0 && kind(text[start - 1]) == LETTER_LIKE)
        || (end < length && kind(text[end]) == LETTER_LIKE)) {
      return false;
    }
    boolean leftBlank = start == 0 || text[start - 1] == ' ';
    boolean rightBlank = end == length || text[end] == ' ';
    if (!leftBlank && (!isMark(text[start - 1]) || !rightBlank)) {
      return false;
    }
    if (!rightBlank && !isMark(text[end])) {
      return false;
    }
    return start == 0
        || end == length
        || isLongPiece(text, start - 1, -1, -1)
        || isLongPiece(text, end, 1, length);
  }

  /** True when the nearest letters in one direction are an ASCII piece of more than two. */
  private static boolean isLongPiece(char[] text, int from, int step, int limit) {
    int at = from;
    for (int i = 0; i < REACH && at != limit; i++, at += step) {
      if (isAlphanumeric(text[at])) {
        break;
      }
      if (text[at] != ' ' && text[at] != ',' && text[at] != '.') {
        return false;
      }
    }
    int letters = 0;
    while (at != limit && letters <= PIECE && isAlphanumeric(text[at])) {
      letters++;
      at += step;
    }
    return letters > PIECE;
  }

  private static boolean hasWord(char[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text[at] != ' ' && !isMark(text[at])) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMark(char unit) {
    return kind(unit) >= MARK;
  }

  private static boolean isAlphanumeric(char unit) {
    return kind(unit) == ALPHANUMERIC;
  }

  private static byte kind(char unit) {
    return unit < 128 ? KINDS[unit] : OTHER;
  }
}
