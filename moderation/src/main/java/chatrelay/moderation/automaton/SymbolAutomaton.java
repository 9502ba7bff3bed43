package chatrelay.moderation.automaton;

/**
 * An Aho-Corasick automaton over small numbers (symbols) in which a repeated symbol stays where it
 * is, as if equal neighbours of the text were one.
 *
 * <p>The shallow states, which nearly every step meets, have rows of next states; the deep ones
 * keep a bit set of their children, which lie next to each other in breadth-first order. A state is
 * named by a number below {@link #deepBase()} that is also its row's offset, or by one from there
 * on. States at or above {@link #hitBase()} either end a pattern or are deep, so that one
 * comparison per step finds everything unusual.
 */
public final class SymbolAutomaton {
  /** The state before anything was read. */
  public static final int ROOT = 0;

  /** Stands in a row for: this symbol has no column, use {@link #step}. */
  static final int NO_COLUMN = Integer.MAX_VALUE;

  /** Symbols from here on have no bit of their own in a deep state. */
  static final int LAST_BIT = 63;

  private final int[] rows;
  private final int shift;
  private final int denseStates;
  private final int hitBase;
  private final int[] identity;
  private final long[] children;
  private final int[] firstChild;
  private final int[] failure;
  private final char[] label;
  private final int[] node;
  private final int[] nodePattern;
  private final int[] nodeNext;
  private final int[] patternNext;

  SymbolAutomaton(AutomatonBuilder builder, DenseRows dense) {
    rows = dense.rows;
    shift = dense.shift;
    denseStates = dense.count;
    hitBase = dense.firstHit << shift;
    identity = dense.identity;
    children = builder.children;
    firstChild = builder.firstChild;
    failure = builder.failure;
    label = builder.label;
    node = builder.node;
    nodePattern = builder.nodePattern;
    nodeNext = builder.nodeNext;
    patternNext = builder.patternNext;
  }

  /** The rows of the shallow states, for inlined loops; must not be changed. */
  public int[] rows() {
    return rows;
  }

  /** Columns of a row; the last one answers for all higher symbols. */
  public int columns() {
    return 1 << shift;
  }

  /** The lowest state that needs a look by {@link #outputs}. */
  public int hitBase() {
    return hitBase;
  }

  /** The lowest state without a row. */
  public int deepBase() {
    return denseStates << shift;
  }

  /** How many states there are. */
  public int states() {
    return node.length;
  }

  /** The state after {@code symbol} was read in {@code state}. */
  public int step(int state, int symbol) {
    int at = index(state);
    if (at < denseStates) {
      int next = rows[state + Math.min(symbol, (1 << shift) - 1)];
      if (next != NO_COLUMN) {
        return next;
      }
    }
    while (true) {
      int child = child(children, firstChild, label, at, symbol);
      if (child >= 0) {
        return name(child);
      }
      if (at == 0) {
        return ROOT;
      }
      if (label[at] == symbol) {
        return name(at);
      }
      at = failure[at];
      if (at < denseStates && symbol < (1 << shift) - 1) {
        return rows[(identity[at] << shift) + symbol];
      }
    }
  }

  /** The first output of a state, or 0; outputs are longest first. */
  public int outputs(int state) {
    return node[index(state)];
  }

  /** The next shorter output, or 0. */
  public int shorter(int output) {
    return nodeNext[output];
  }

  /** A pattern that ends with this output. */
  public int pattern(int output) {
    return nodePattern[output];
  }

  /** Another pattern with the same symbols, or -1. */
  public int twin(int pattern) {
    return patternNext[pattern];
  }

  /** Breadth-first number of a named state. */
  private int index(int state) {
    int deep = denseStates << shift;
    return state >= deep ? state - deep + denseStates : identity[denseStates + (state >>> shift)];
  }

  private int name(int at) {
    return at < denseStates ? identity[at] << shift : (denseStates << shift) + at - denseStates;
  }

  /** The child of a state by symbol, or -1. Children are ordered by symbol. */
  static int child(long[] children, int[] firstChild, char[] label, int at, int symbol) {
    long set = children[at];
    if (symbol < LAST_BIT) {
      long bit = 1L << symbol;
      return (set & bit) == 0 ? -1 : firstChild[at] + Long.bitCount(set & (bit - 1));
    }
    if (set >= 0) {
      return -1;
    }
    int low = firstChild[at] + Long.bitCount(set & Long.MAX_VALUE);
    int high = firstChild[at + 1] - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (label[middle] == symbol) {
        return middle;
      }
      if (label[middle] < symbol) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
