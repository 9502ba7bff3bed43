package chatrelay.moderation.unicode;

import static chatrelay.moderation.unicode.CharacterFacts.INVISIBLE;
import static chatrelay.moderation.unicode.CharacterFacts.SPACE;
import static chatrelay.moderation.unicode.CharacterFacts.kind;

/**
 * Widens places in one text to whole grapheme clusters. Asked with rising starts it takes time
 * linear in the text. Scratch memory of one thread.
 */
public final class Clusters {
  private char[] text = new char[0];
  private int length;
  private int known;

  public void reset(char[] characters, int end) {
    text = characters;
    length = end;
    known = 0;
  }

  /** The start of the cluster that holds the unit at {@code place}. */
  public int start(int place) {
    if (isPlainBoundary(place)) {
      return place;
    }
    int at = place;
    int floor = known <= place ? known : 0;
    while (at > floor && !isPlainBoundary(at)) {
      at--;
    }
    while (true) {
      int next = Graphemes.end(text, at, length);
      if (next > place) {
        known = at;
        return at;
      }
      at = next;
    }
  }

  /** The end of the cluster that holds the unit before {@code place}; {@code from} is a start. */
  public int end(int from, int place) {
    if (isPlainBoundary(place)) {
      return place;
    }
    int at = place - 1;
    while (at > from && !isPlainBoundary(at)) {
      at--;
    }
    while (at < place) {
      at = Graphemes.end(text, at, length);
    }
    return at;
  }

  /** True when every character of the cluster is white space or shows nothing. */
  public static boolean isBlank(char[] text, int from, int to) {
    if (to - from == 1 && text[from] > ' ' && text[from] < 127) {
      return false;
    }
    int codePoint;
    for (int at = from; at < to; at += Character.charCount(codePoint)) {
      codePoint = Character.codePointAt(text, at, to);
      int facts = CharacterTable.facts(codePoint);
      if (kind(facts) != SPACE && (facts & INVISIBLE) == 0) {
        return false;
      }
    }
    return true;
  }

  /** True between two ASCII characters, where no cluster but CR LF can reach across. */
  private boolean isPlainBoundary(int place) {
    if (place == 0 || place == length) {
      return true;
    }
    return text[place] < 128 && text[place - 1] < 128 && text[place] != '\n';
  }
}
