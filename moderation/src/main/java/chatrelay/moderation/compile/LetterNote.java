package chatrelay.moderation.compile;

/**
 * Packs what a pattern requires of plain letters beyond their symbols into one number: whether a
 * letter is repeated, otherwise the places of i and of l, which share a symbol. The first pass
 * rejects most ordinary words by this number alone, without reading the pattern.
 *
 * <p>Places count back from the last letter. A note of 0 requires nothing.
 */
public final class LetterNote {
  /** Longest pattern, in letters, that has a note. */
  public static final int MOST = 28;

  /** The places of i, from bit 0; those of l start at bit {@link #MOST}. */
  public static final int MASK = (1 << MOST) - 1;

  /** First bit of the pattern's length in symbols. */
  public static final int LENGTH_SHIFT = 2 * MOST;

  /** The length after shifting. */
  public static final int LENGTH_MASK = 31;

  /** Set when the pattern repeats a letter. */
  public static final long REPEATS = 1L << 62;

  private LetterNote() {}

  /** The note of a pattern of {@code symbols} symbols one of which is repeated. */
  static long repeating(int symbols) {
    return symbols > MOST ? 0 : REPEATS | (long) symbols << LENGTH_SHIFT;
  }

  /** The note of a pattern without repetitions. */
  static long of(int[] letters, int first, int length, boolean reversed) {
    if (length > MOST) {
      return 0;
    }
    long note = (long) length << LENGTH_SHIFT;
    for (int i = 0; i < length; i++) {
      int letter = letters[reversed ? first + i : first + length - 1 - i];
      note |= letter == 'i' ? 1L << i : letter == 'l' ? 1L << (MOST + i) : 0;
    }
    return note;
  }
}
