package chatrelay.moderation.mask;

import chatrelay.moderation.text.MappedText;
import chatrelay.moderation.unicode.CharacterFacts;
import chatrelay.moderation.unicode.CharacterTable;
import chatrelay.moderation.unicode.Clusters;
import chatrelay.moderation.unicode.Graphemes;
import java.util.Arrays;

/**
 * Replaces each visible grapheme cluster of given spans by one character. White space and invisible
 * characters stay, so lines, wrapping and the direction of the rest do not change. Scratch memory
 * of one thread.
 */
public final class Masker {
  private final char mask;
  private char[] output = new char[512];
  private int size;

  public Masker(char mask) {
    this.mask = mask;
  }

  /** Returns true for a visible symbol that the engine never reads as a letter. */
  public static boolean canMask(char unit) {
    boolean separator = CharacterFacts.kind(CharacterTable.facts(unit)) == CharacterFacts.SEPARATOR;
    boolean letterLike = CharacterFacts.lookAlike(CharacterTable.folds(unit)) != 0;
    return !Character.isSurrogate(unit) && separator && !letterLike;
  }

  /**
   * The masked text.
   *
   * @param starts cluster starts in rising order; spans may overlap
   */
  public String mask(char[] text, int length, int[] starts, int[] ends, int spans) {
    if (output.length < length) {
      output = Arrays.copyOf(output, Math.max(length, output.length * 2));
    }
    size = 0;
    int at = 0;
    for (int span = 0; span < spans; span++) {
      if (starts[span] > at) {
        copy(text, at, starts[span]);
        at = starts[span];
      }
      while (at < ends[span]) {
        int next = end(text, at, length);
        if (Clusters.isBlank(text, at, next)) {
          copy(text, at, next);
        } else {
          output[size++] = mask;
        }
        at = next;
      }
    }
    copy(text, at, length);
    return new String(output, 0, size);
  }

  private void copy(char[] text, int from, int to) {
    System.arraycopy(text, from, output, size, to - from);
    size += to - from;
  }

  private static int end(char[] text, int at, int length) {
    boolean plain = text[at] < 128 && text[at] != '\r' && (at + 1 == length || text[at + 1] < 128);
    return plain ? at + 1 : Graphemes.end(text, at, length);
  }

  /** As {@link #mask}, keeping for every unit what it stands for. */
  public void map(char[] text, int length, int[] starts, int[] ends, int spans, MappedText mapped) {
    mapped.clear();
    int at = 0;
    for (int span = 0; span < spans; span++) {
      for (; at < starts[span]; at++) {
        mapped.append(text[at], at, at + 1, 0);
      }
      while (at < ends[span]) {
        int next = end(text, at, length);
        if (Clusters.isBlank(text, at, next)) {
          for (; at < next; at++) {
            mapped.append(text[at], at, at + 1, 0);
          }
        } else {
          mapped.append(mask, at, next, 0);
          at = next;
        }
      }
    }
    for (; at < length; at++) {
      mapped.append(text[at], at, at + 1, 0);
    }
  }
}
