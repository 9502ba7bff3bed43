package chatrelay.moderation.text;

import java.util.Arrays;

/**
 * A text derived from another one, each of its UTF-16 units knowing the stretch of the original
 * that it came from. Scratch memory of one thread.
 */
public final class MappedText {
  public int length;
  public char[] text = new char[256];
  public int[] from = new int[256];
  public int[] to = new int[256];

  /** Which stages made the unit, as bits. */
  short[] stages = new short[256];

  public void clear() {
    length = 0;
  }

  public void append(char unit, int sourceFrom, int sourceTo, int stageBits) {
    if (length == text.length) {
      text = Arrays.copyOf(text, length * 2);
      from = Arrays.copyOf(from, length * 2);
      to = Arrays.copyOf(to, length * 2);
      stages = Arrays.copyOf(stages, length * 2);
    }
    text[length] = unit;
    from[length] = sourceFrom;
    to[length] = sourceTo;
    stages[length++] = (short) stageBits;
  }

  void appendCodePoint(int codePoint, int sourceFrom, int sourceTo, int stageBits) {
    if (Character.isBmpCodePoint(codePoint)) {
      append((char) codePoint, sourceFrom, sourceTo, stageBits);
      return;
    }
    append(Character.highSurrogate(codePoint), sourceFrom, sourceTo, stageBits);
    append(Character.lowSurrogate(codePoint), sourceFrom, sourceTo, stageBits);
  }

  /** Makes the places refer to what {@code earlier}, the original of this text, came from. */
  public void compose(MappedText earlier) {
    for (int i = 0; i < length; i++) {
      int last = to[i] - 1;
      for (int at = from[i]; at <= last; at++) {
        stages[i] |= earlier.stages[at];
      }
      from[i] = earlier.from[from[i]];
      to[i] = earlier.to[last];
    }
  }

  public int stagesBetween(int first, int end) {
    int bits = 0;
    for (int i = first; i < end; i++) {
      bits |= stages[i];
    }
    return bits;
  }
}
