package chatrelay.bench.filter;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * The bare method: fold a character by table, look the next state up, count the accepting ones. A
 * full table over the same terms, cut where it would pass 64 MB, nothing else done.
 */
final class AutomatonWalk implements TextFilter {
  private static final int COLUMNS = 32;
  private static final int MOST_STATES = 500_000;

  private final int[] fold = new int[128];
  private final int[] next;
  private final int firstAccepting;
  private final ThreadLocal<char[]> buffers = ThreadLocal.withInitial(() -> new char[1 << 16]);

  AutomatonWalk(List<String> terms) {
    for (int letter = 'a'; letter <= 'z'; letter++) {
      fold[letter] = letter - 'a' + 1;
      fold[letter - 32] = fold[letter];
    }
    int[] table = new int[COLUMNS * 1024];
    boolean[] accepting = new boolean[MOST_STATES];
    int states = 1;
    for (String term : terms) {
      int at = 0;
      for (int i = 0; i < term.length() && states < MOST_STATES; i++) {
        int slot = at * COLUMNS + fold[term.charAt(i) & 127];
        if (table[slot] == 0) {
          table[slot] = states++;
          if (states * COLUMNS > table.length) {
            table = Arrays.copyOf(table, table.length * 2);
          }
        }
        at = table[slot];
      }
      accepting[at] = true;
    }
    complete(table, states, accepting);
    int[] name = new int[states];
    int named = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int state = 0; state < states; state++) {
        if (accepting[state] == (pass == 1)) {
          name[state] = named++;
        }
      }
    }
    int accepted = 0;
    next = new int[states * COLUMNS];
    for (int state = 0; state < states; state++) {
      accepted += accepting[state] ? 1 : 0;
      for (int column = 0; column < COLUMNS; column++) {
        next[name[state] * COLUMNS + column] = name[table[state * COLUMNS + column]] * COLUMNS;
      }
    }
    firstAccepting = (states - accepted) * COLUMNS;
  }

  private static void complete(int[] table, int states, boolean[] accepting) {
    int[] failure = new int[states];
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    queue.add(0);
    while (!queue.isEmpty()) {
      int state = queue.remove();
      accepting[state] |= accepting[failure[state]];
      for (int column = 0; column < COLUMNS; column++) {
        int slot = state * COLUMNS + column;
        int fallback = state == 0 ? 0 : table[failure[state] * COLUMNS + column];
        if (table[slot] == 0) {
          table[slot] = fallback;
        } else {
          failure[table[slot]] = fallback;
          queue.add(table[slot]);
        }
      }
    }
  }

  @Override
  public int judge(String text) {
    char[] buffer = buffers.get();
    int length = text.length();
    text.getChars(0, length, buffer, 0);
    int state = 0;
    int hits = 0;
    for (int i = 0; i < length; i++) {
      state = next[state + fold[buffer[i] & 127]];
      if (state >= firstAccepting) {
        hits++;
      }
    }
    return hits;
  }
}
