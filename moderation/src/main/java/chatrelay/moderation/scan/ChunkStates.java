package chatrelay.moderation.scan;

/**
 * A small automaton over character classes that notices where letters may belong together in spite
 * of separators: separators inside a token, or three short pieces in a row. It runs next to the
 * word automaton, so ordinary text pays one table lookup per character for it.
 */
final class ChunkStates {
  static final int LETTER = 0;
  static final int DIGIT = 1;
  static final int BLANK = 2;
  static final int MARK = 3;
  static final int APOSTROPHE = 4;

  /** A symbol that can stand for a letter. */
  static final int SYMBOL = 5;

  static final int SYLLABLE = 6;

  /** Next state by state and class; negative when it asks for a closer look. */
  static final short[] NEXT = new short[128 << 3];

  private static final int ALARM = 1 << 15;

  private static final int LONG = 3;
  private static final int SINGLE_SYLLABLE = 4;

  /** Pieces in which single letters and digits take turns: the digits may be separators. */
  private static final int LETTER_DIGIT = 5;

  private static final int LETTER_DIGIT_LETTER = 6;
  private static final int LETTER_DIGIT_TWICE = 7;

  /** A piece that so far is one symbol. */
  private static final int LONE_SYMBOL = 8;

  static {
    for (int length = 0; length <= LONE_SYMBOL; length++) {
      for (int shorts = 0; shorts <= 3; shorts++) {
        for (int gap = 0; gap <= 2; gap++) {
          for (int kind = LETTER; kind <= SYLLABLE; kind++) {
            NEXT[state(length, shorts, gap) + kind] = (short) next(length, shorts, gap, kind);
          }
        }
      }
    }
  }

  private ChunkStates() {}

  /** True for a state that asks for a closer look. */
  static boolean isAlarm(int state) {
    return state < 0;
  }

  /** The state to go on from after the closer look. */
  static int withoutAlarm(int state) {
    return state & (ALARM - 1);
  }

  /**
   * Length of the piece being read, short pieces before it, and the gap before it: 0 blank, 1 mark,
   * 2 apostrophe.
   */
  private static int state(int length, int shorts, int gap) {
    return ((length * 4 + shorts) * 3 + gap) << 3;
  }

  private static int next(int length, int shorts, int gap, int kind) {
    boolean symbolAsLetter = kind == SYMBOL && length == 0;
    if (kind == LETTER || kind == DIGIT || kind == SYLLABLE || symbolAsLetter) {
      if (length == 0) {
        int started = started(kind);
        return state(started, shorts, gap == 2 ? 2 : 0) + (gap == 1 ? ALARM : 0);
      }
      boolean found = length == LETTER_DIGIT_TWICE && kind != DIGIT;
      return state(longer(length, kind), shorts, gap) + (found ? ALARM : 0);
    }
    if (length == 0) {
      return state(0, shorts, kind == BLANK ? 0 : gap == 2 && kind != APOSTROPHE ? 1 : gap);
    }
    int gained = length == SINGLE_SYLLABLE ? 2 : 1;
    boolean isLong =
        length == LONG || length == LETTER_DIGIT_LETTER || length == LETTER_DIGIT_TWICE;
    int counted = isLong ? 0 : Math.min(3, shorts + gained);
    int after = kind == BLANK ? 0 : kind == APOSTROPHE ? 2 : 1;
    boolean single = length == 1 || length == SINGLE_SYLLABLE || length == LONE_SYMBOL;
    boolean quoted = kind == APOSTROPHE && gap == 2 && single;
    return state(0, counted, after) + (counted == 3 || quoted ? ALARM : 0);
  }

  private static int started(int kind) {
    if (kind == SYMBOL) {
      return LONE_SYMBOL;
    }
    return kind == SYLLABLE ? SINGLE_SYLLABLE : 1;
  }

  private static int longer(int length, int kind) {
    return switch (length) {
      case LONE_SYMBOL -> started(kind);
      case 1, SINGLE_SYLLABLE -> kind == DIGIT ? LETTER_DIGIT : 2;
      case LETTER_DIGIT -> kind != DIGIT ? LETTER_DIGIT_LETTER : LONG;
      case LETTER_DIGIT_LETTER -> kind == DIGIT ? LETTER_DIGIT_TWICE : LONG;
      default -> LONG;
    };
  }
}
