package chatrelay.moderation.automaton;

import java.util.Arrays;

/**
 * The states without a row. Each knows the row of the longest suffix that has one and the next
 * states that differ from that row, its own and those of the suffixes between, so that a step never
 * falls back more than once. Four numbers each, on one cache line: the set of symbols with another
 * next state (two), that state if there is but one or the complement of where they begin, and the
 * row with the state's own symbol.
 */
final class DeepStates {
  private static final int ROW_BITS = 25;
  private static final int ROW_MASK = (1 << ROW_BITS) - 1;

  private final int base;
  private final int[] rows;
  private final int[] cells;
  private int[] targets;
  private int used;

  DeepStates(AutomatonBuilder builder, StateNames names, int[] rows) {
    this.base = names.deepBase;
    this.rows = rows;
    cells = new int[4 * names.deep];
    targets = new int[names.deep / 2 + 64];
    for (int at = names.rows; at < names.rows + names.deep; at++) {
      add(builder, names, at);
    }
    targets = Arrays.copyOf(targets, used);
  }

  private void add(AutomatonBuilder builder, StateNames names, int at) {
    int cell = 4 * names.place(at);
    int failure = builder.failure[at];
    boolean deepFailure = failure >= names.rows;
    int suffix = deepFailure ? 4 * names.place(failure) : 0;
    long own = builder.children[at];
    long inherited = deepFailure ? set(suffix) : 0;
    int row = deepFailure ? cells[suffix + 3] & ROW_MASK : names.row(failure);
    long all = own | inherited;
    cells[cell] = (int) all;
    cells[cell + 1] = (int) (all >>> 32);
    cells[cell + 3] = row | builder.label[at] << ROW_BITS;
    int child = builder.firstChild[at];
    if (Long.bitCount(all) < 2) {
      boolean none = all == 0;
      cells[cell + 2] =
          own != 0 ? names.name(child) : none ? 0 : target(suffix, inherited, inherited);
      return;
    }
    cells[cell + 2] = ~used;
    if (used + Long.bitCount(all) > targets.length) {
      targets = Arrays.copyOf(targets, targets.length * 2);
    }
    for (long left = all; left != 0; left &= left - 1) {
      long bit = left & -left;
      targets[used++] = (own & bit) != 0 ? names.name(child++) : target(suffix, inherited, bit);
    }
  }

  private long set(int cell) {
    return (cells[cell] & 0xFFFFFFFFL) | ((long) cells[cell + 1] << 32);
  }

  private int target(int cell, long set, long bit) {
    int only = cells[cell + 2];
    return only >= 0 ? only : targets[~only + Long.bitCount(set & (bit - 1))];
  }

  /** The state after {@code symbol} was read in the deep state of that name. */
  int next(int state, int symbol) {
    int cell = (state - base) << 2;
    long set = set(cell);
    long bit = 1L << symbol;
    if ((set & bit) != 0) {
      return target(cell, set, bit);
    }
    int rest = cells[cell + 3];
    return rest >>> ROW_BITS == symbol
        ? state
        : SymbolAutomaton.withoutMark(rows[(rest & ROW_MASK) + symbol]);
  }
}
