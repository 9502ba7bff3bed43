package chatrelay.moderation.automaton;

import java.util.Arrays;

/**
 * Builds an automaton level by level: the patterns that share a prefix lie next to each other, each
 * level splits such a group by its next symbol, so no trie of objects and no sort of strings is
 * needed. Patterns must not have two equal neighbours. One use, one thread.
 */
public final class AutomatonBuilder {
  /** 6 MB, 12 at most: what fits the caches that matter and the memory budget. */
  public static final int USUAL_ROW_NUMBERS = 3 << 19;

  private char[] symbols = new char[1024];
  private int[] ends = new int[64];
  private long[] notes = new long[64];
  private int patterns;
  private int[] order = new int[0];
  private int[] low = new int[0];
  private int[] high = new int[0];
  private int nodes = 1;

  int highestSymbol;
  int states;
  long[] children = new long[0];
  int[] firstChild = new int[0];
  int[] failure = new int[0];
  char[] label = new char[0];
  int[] node = new int[0];
  int[] nodePattern = new int[16];
  int[] nodeNext = new int[16];
  int[] patternNext = new int[0];

  /**
   * Adds a pattern; they are numbered from 0 in the order of adding.
   *
   * @param note whatever {@link Outputs#note} is to answer
   */
  public void add(char[] pattern, int length, long note) {
    int start = patterns == 0 ? 0 : ends[patterns - 1];
    if (start + length > symbols.length) {
      symbols = Arrays.copyOf(symbols, Math.max(start + length, symbols.length * 2));
    }
    if (patterns == ends.length) {
      ends = Arrays.copyOf(ends, patterns * 2);
      notes = Arrays.copyOf(notes, patterns * 2);
    }
    for (int i = 0; i < length; i++) {
      symbols[start + i] = pattern[i];
      highestSymbol = Math.max(highestSymbol, pattern[i]);
    }
    notes[patterns] = note;
    ends[patterns++] = start + length;
  }

  /** Symbols of all patterns so far: an upper bound of the number of states. */
  public int size() {
    return patterns == 0 ? 0 : ends[patterns - 1];
  }

  /**
   * The automaton of all added patterns.
   *
   * @param rowNumbers how many numbers the rows of the shallow states may have together; up to
   *     twice as many when the patterns have more symbols than that
   */
  public SymbolAutomaton build(int rowNumbers) {
    int bound = size() + 2;
    order = new int[patterns];
    Arrays.setAll(order, i -> i);
    low = new int[bound];
    high = new int[bound];
    children = new long[bound];
    firstChild = new int[bound + 1];
    failure = new int[bound];
    label = new char[bound];
    node = new int[bound];
    patternNext = new int[patterns];
    high[0] = patterns;
    states = 1;
    int depth = 0;
    for (int from = 0, to = 1; from < to; from = to, to = states, depth++) {
      for (int at = from; at < to; at++) {
        expand(at, depth);
      }
    }
    trim();
    int numbers = Math.max(rowNumbers, (int) Math.min(size(), 2L * rowNumbers));
    return new SymbolAutomaton(this, new StateNames(this, numbers));
  }

  private void expand(int at, int depth) {
    int from = low[at];
    int to = high[at];
    from = takeOutputs(at, from, to, depth);
    firstChild[at] = states;
    if (to - from > 1) {
      sort(from, to, depth);
    }
    while (from < to) {
      char symbol = symbolAt(from, depth);
      int end = from + 1;
      while (end < to && symbolAt(end, depth) == symbol) {
        end++;
      }
      int child = states++;
      label[child] = symbol;
      low[child] = from;
      high[child] = end;
      children[at] |= 1L << Math.min(symbol, SymbolAutomaton.LAST_BIT);
      failure[child] = at == 0 ? 0 : shorter(failure[at], symbol);
      from = end;
    }
    firstChild[at + 1] = states;
  }

  /** Moves the patterns that end here to the front, gives them a node, and returns what is left. */
  private int takeOutputs(int at, int from, int to, int depth) {
    int inherited = at == 0 ? 0 : node[failure[at]];
    node[at] = inherited;
    int last = -1;
    for (int i = from; i < to; i++) {
      int pattern = order[i];
      if (length(pattern) == depth) {
        order[i] = order[from];
        order[from++] = pattern;
        patternNext[pattern] = last;
        last = pattern;
      }
    }
    if (last >= 0 && at > 0) {
      if (nodes == nodePattern.length) {
        nodePattern = Arrays.copyOf(nodePattern, nodes * 2);
        nodeNext = Arrays.copyOf(nodeNext, nodes * 2);
      }
      nodePattern[nodes] = last;
      nodeNext[nodes] = inherited;
      node[at] = nodes++;
    }
    return from;
  }

  private int shorter(int from, char symbol) {
    int at = from;
    while (true) {
      int child = WideStates.child(children, firstChild, label, at, symbol);
      if (child >= 0) {
        return child;
      }
      if (at == 0) {
        return 0;
      }
      at = failure[at];
    }
  }

  private void sort(int from, int to, int depth) {
    if (to - from < 24) {
      for (int i = from + 1; i < to; i++) {
        int pattern = order[i];
        char key = symbolOf(pattern, depth);
        int hole = i;
        for (; hole > from && symbolAt(hole - 1, depth) > key; hole--) {
          order[hole] = order[hole - 1];
        }
        order[hole] = pattern;
      }
      return;
    }
    long[] keyed = new long[to - from];
    for (int i = from; i < to; i++) {
      keyed[i - from] = (long) symbolAt(i, depth) << 32 | order[i];
    }
    Arrays.sort(keyed);
    for (int i = from; i < to; i++) {
      order[i] = (int) keyed[i - from];
    }
  }

  private void trim() {
    children = Arrays.copyOf(children, states);
    firstChild = Arrays.copyOf(firstChild, states + 1);
    failure = Arrays.copyOf(failure, states);
    label = Arrays.copyOf(label, states);
    node = Arrays.copyOf(node, states);
    nodePattern = Arrays.copyOf(nodePattern, nodes);
    nodeNext = Arrays.copyOf(nodeNext, nodes);
  }

  long note(int pattern) {
    return notes[pattern];
  }

  private char symbolAt(int position, int depth) {
    return symbolOf(order[position], depth);
  }

  private char symbolOf(int pattern, int depth) {
    return symbols[(pattern == 0 ? 0 : ends[pattern - 1]) + depth];
  }

  private int length(int pattern) {
    return ends[pattern] - (pattern == 0 ? 0 : ends[pattern - 1]);
  }
}
