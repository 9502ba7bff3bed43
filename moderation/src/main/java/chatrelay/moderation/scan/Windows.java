package chatrelay.moderation.scan;

import chatrelay.moderation.work.Work;
import java.util.Arrays;

/** Stretches of a text that need a closer look, merged where they touch. Scratch memory. */
public final class Windows {
  /** The steps left for the text. */
  final Work work;

  /** The letters before the place under examination. */
  final LetterNotes letters = new LetterNotes();

  /** The position of the first pass. */
  final Walk walk = new Walk();

  public int count;
  public int[] from = new int[16];
  public int[] to = new int[16];

  /** Matches that need no closer look. */
  public final Matches plain = new Matches();

  /** Set when the text holds something that {@link EscapeDecoder} may undo. */
  public boolean escapes;

  /** Where the token that was added last ends: the rest of it needs no second look. */
  int tokenEnd;

  public Windows(Work work) {
    this.work = work;
  }

  public void clear() {
    count = 0;
    plain.clear();
    escapes = false;
    tokenEnd = 0;
  }

  /** Where the last stretch ends; nothing before it needs to be looked at again. */
  int reached() {
    return count == 0 ? 0 : to[count - 1];
  }

  public void add(int start, int end) {
    int first = start;
    int last = end;
    while (count > 0 && to[count - 1] >= first) {
      count--;
      first = Math.min(first, from[count]);
      last = Math.max(last, to[count]);
    }
    if (count == from.length) {
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
    }
    from[count] = first;
    to[count++] = last;
  }
}
