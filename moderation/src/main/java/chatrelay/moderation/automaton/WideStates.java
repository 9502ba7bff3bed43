package chatrelay.moderation.automaton;

/**
 * Steps over breadth-first numbers for alphabets with more symbols than a row has columns, such as
 * Han. Slower, complete, and only kept where the alphabet needs it.
 */
final class WideStates {
  private final long[] children;
  private final int[] firstChild;
  private final int[] failure;
  private final char[] label;

  WideStates(AutomatonBuilder builder, boolean needed) {
    children = needed ? builder.children : new long[0];
    firstChild = needed ? builder.firstChild : new int[0];
    failure = needed ? builder.failure : new int[0];
    label = needed ? builder.label : new char[0];
  }

  int step(int from, int symbol) {
    int at = from;
    while (true) {
      int child = child(children, firstChild, label, at, symbol);
      if (child >= 0) {
        return child;
      }
      if (at == 0) {
        return 0;
      }
      if (label[at] == symbol) {
        return at;
      }
      at = failure[at];
    }
  }

  /** The child of a state by symbol, or -1. Children are ordered by symbol. */
  static int child(long[] children, int[] firstChild, char[] label, int at, int symbol) {
    long set = children[at];
    if (symbol < SymbolAutomaton.LAST_BIT) {
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
