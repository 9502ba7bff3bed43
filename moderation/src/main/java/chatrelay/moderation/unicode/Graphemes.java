package chatrelay.moderation.unicode;

import static chatrelay.moderation.unicode.CharacterFacts.CONJUNCT_CONSONANT;
import static chatrelay.moderation.unicode.CharacterFacts.CONJUNCT_EXTEND;
import static chatrelay.moderation.unicode.CharacterFacts.CONJUNCT_LINKER;
import static chatrelay.moderation.unicode.CharacterFacts.PICTOGRAPH;
import static chatrelay.moderation.unicode.CharacterFacts.clusterBreak;
import static chatrelay.moderation.unicode.CharacterFacts.conjunct;

/**
 * Extended grapheme clusters (UAX #29) over the pinned character table.
 *
 * <p>The JDK's own iterators differ between releases (measured: a Devanagari word has 3 clusters on
 * 17 and 2 on 25), which would change stored masks. Lone surrogates are clusters of their own.
 */
public final class Graphemes {
  public static final int OTHER = 0;
  public static final int CONTROL = 1;
  public static final int CARRIAGE_RETURN = 2;
  public static final int LINE_FEED = 3;
  public static final int EXTEND = 4;
  public static final int JOINER = 5;
  public static final int SPACING_MARK = 6;
  public static final int PREPEND = 7;
  public static final int REGIONAL_INDICATOR = 8;
  public static final int HANGUL_L = 9;
  public static final int HANGUL_V = 10;
  public static final int HANGUL_T = 11;
  public static final int HANGUL_LV = 12;
  public static final int HANGUL_LVT = 13;

  private Graphemes() {}

  /**
   * The end of the cluster that starts at {@code start}, which must be a cluster's start.
   *
   * @param length where the text ends; greater than {@code start}
   */
  public static int end(char[] text, int start, int length) {
    int codePoint = Character.codePointAt(text, start, length);
    int position = start + Character.charCount(codePoint);
    int before = CharacterTable.facts(codePoint);
    boolean pictograph = (before & PICTOGRAPH) != 0;
    boolean afterPictographJoiner = false;
    int flags = clusterBreak(before) == REGIONAL_INDICATOR ? 1 : 0;
    int conjunct = conjunct(before) == CONJUNCT_CONSONANT ? 1 : 0;
    while (position < length) {
      codePoint = Character.codePointAt(text, position, length);
      int after = CharacterTable.facts(codePoint);
      boolean joined =
          joins(clusterBreak(before), clusterBreak(after))
              || (afterPictographJoiner && (after & PICTOGRAPH) != 0)
              || (flags == 1 && clusterBreak(after) == REGIONAL_INDICATOR)
              || (conjunct == 2 && conjunct(after) == CONJUNCT_CONSONANT);
      if (!joined) {
        return position;
      }
      flags = clusterBreak(after) == REGIONAL_INDICATOR ? flags + 1 : 0;
      afterPictographJoiner = pictograph && clusterBreak(after) == JOINER;
      pictograph = (after & PICTOGRAPH) != 0 || (pictograph && clusterBreak(after) == EXTEND);
      conjunct = nextConjunct(conjunct, conjunct(after));
      before = after;
      position += Character.charCount(codePoint);
    }
    return position;
  }

  /** 0: no consonant yet; 1: consonant; 2: consonant and linker. */
  private static int nextConjunct(int state, int property) {
    return switch (property) {
      case CONJUNCT_CONSONANT -> 1;
      case CONJUNCT_LINKER -> state == 0 ? 0 : 2;
      case CONJUNCT_EXTEND -> state;
      default -> 0;
    };
  }

  private static boolean joins(int before, int after) {
    if (before == CARRIAGE_RETURN) {
      return after == LINE_FEED;
    }
    if (before == CONTROL || before == LINE_FEED || after == CONTROL) {
      return false;
    }
    if (after == EXTEND || after == JOINER || after == SPACING_MARK) {
      return true;
    }
    return switch (before) {
      case PREPEND -> after != CARRIAGE_RETURN && after != LINE_FEED;
      case HANGUL_L ->
          after == HANGUL_L || after == HANGUL_V || after == HANGUL_LV || after == HANGUL_LVT;
      case HANGUL_LV, HANGUL_V -> after == HANGUL_V || after == HANGUL_T;
      case HANGUL_LVT, HANGUL_T -> after == HANGUL_T;
      default -> false;
    };
  }
}
