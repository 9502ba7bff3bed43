package chatrelay.moderation.scan;

import java.util.Arrays;

/** Matches found in one text, banned and allowed ones apart. Scratch memory of one thread. */
public final class Matches {
  public int count;
  public int[] pattern = new int[16];
  public int[] start = new int[16];
  public int[] end = new int[16];

  public void clear() {
    count = 0;
  }

  public void add(int patternNumber, int from, int to) {
    if (count > 0
        && pattern[count - 1] == patternNumber
        && start[count - 1] == from
        && end[count - 1] == to) {
      return;
    }
    if (count == pattern.length) {
      pattern = Arrays.copyOf(pattern, count * 2);
      start = Arrays.copyOf(start, count * 2);
      end = Arrays.copyOf(end, count * 2);
    }
    pattern[count] = patternNumber;
    start[count] = from;
    end[count++] = to;
  }

  /** Copies a match to an earlier place. */
  public void move(int from, int to) {
    pattern[to] = pattern[from];
    start[to] = start[from];
    end[to] = end[from];
  }

  /** Puts the matches into the given order. */
  public void arrange(int[] order) {
    int[] patterns = new int[count];
    int[] starts = new int[count];
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      patterns[i] = pattern[order[i]];
      starts[i] = start[order[i]];
      ends[i] = end[order[i]];
    }
    pattern = patterns;
    start = starts;
    end = ends;
  }
}
