package chatrelay.moderation.automaton;

/**
 * The states without a row, four numbers each so that a step touches one cache line: the set of
 * child symbols (two), the first child with the state's own symbol and a mark for hits, and the
 * state to fall back to.
 */
final class DeepStates {
  private static final int CHILD_BITS = 25;
  private static final int CHILD_MASK = (1 << CHILD_BITS) - 1;
  private static final int MOST_STATES = CHILD_MASK;

  private final int base;
  private final int[] cells;

  DeepStates(AutomatonBuilder builder, DenseRows dense) {
    base = dense.count << dense.shift;
    int count = builder.states - dense.count;
    if (count > MOST_STATES) {
      throw new IllegalArgumentException("the patterns need more than " + MOST_STATES + " states");
    }
    cells = new int[count * 4];
    for (int i = 0; i < count; i++) {
      int at = dense.count + i;
      int failure = builder.failure[at];
      int label = Math.min(builder.label[at], SymbolAutomaton.LAST_BIT);
      cells[4 * i] = (int) builder.children[at];
      cells[4 * i + 1] = (int) (builder.children[at] >>> 32);
      cells[4 * i + 2] =
          (builder.firstChild[at] - dense.count)
              | label << CHILD_BITS
              | (builder.node[at] != 0 ? 1 << 31 : 0);
      cells[4 * i + 3] =
          failure < dense.count
              ? dense.identity[failure] << dense.shift
              : base + failure - dense.count;
    }
  }

  /** The next state without falling back, or -1. */
  int next(int state, int symbol) {
    int cell = (state - base) << 2;
    long set = cells[cell] & 0xFFFFFFFFL | (long) cells[cell + 1] << 32;
    long bit = 1L << symbol;
    int child = cells[cell + 2];
    if ((set & bit) != 0) {
      return base + (child & CHILD_MASK) + Long.bitCount(set & (bit - 1));
    }
    return (child >>> CHILD_BITS & 63) == symbol ? state : -1;
  }

  int failure(int state) {
    return cells[((state - base) << 2) + 3];
  }

  boolean isHit(int state) {
    return cells[((state - base) << 2) + 2] < 0;
  }
}
