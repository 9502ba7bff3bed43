package chatrelay.worker.broker;

/** Text that survives UTF-8, which has no lone surrogates; JSON and Java have. Stateless. */
public final class WellFormed {
  private static final int REPLACEMENT = 0xFFFD;

  private WellFormed() {}

  /** The text with lone surrogates replaced by U+FFFD; the very same string when there are none. */
  public static String of(String text) {
    return hasSurrogate(text)
        ? text.codePoints()
            .map(point -> isSurrogate(point) ? REPLACEMENT : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
        : text;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean hasSurrogate(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (Character.isSurrogate(text.charAt(index))) {
        return true;
      }
    }
    return false;
  }
}
