package chatrelay.moderation.automaton;

/**
 * Rows of next states for the states nearest to the root, numbered so that those that end a pattern
 * come last.
 */
final class DenseRows {
  /**
   * Numbers in all rows together: 6 MB, which fits the caches that matter and the memory budget.
   */
  private static final int BUDGET = 3 << 19;

  final int shift;
  final int count;
  final int firstHit;
  final int[] rows;

  /** Row number by breadth-first number, then breadth-first number by row number. */
  final int[] identity;

  DenseRows(AutomatonBuilder builder) {
    shift = builder.highestSymbol < 31 ? 5 : 6;
    count = Math.min(builder.states, BUDGET >> shift);
    identity = new int[2 * count];
    int row = 0;
    for (int at = 0; at < count; at++) {
      if (builder.node[at] == 0) {
        number(at, row++);
      }
    }
    firstHit = row;
    for (int at = 0; at < count; at++) {
      if (builder.node[at] != 0) {
        number(at, row++);
      }
    }
    rows = new int[count << shift];
    for (int at = 0; at < count; at++) {
      fill(builder, at);
    }
  }

  private void number(int at, int row) {
    identity[at] = row;
    identity[count + row] = at;
  }

  private void fill(AutomatonBuilder builder, int at) {
    int base = identity[at] << shift;
    int columns = 1 << shift;
    if (at > 0) {
      int shorter = identity[builder.failure[at]] << shift;
      System.arraycopy(rows, shorter, rows, base, columns);
      if (builder.label[at] < columns - 1) {
        rows[base + builder.label[at]] = base;
      }
    }
    for (int child = builder.firstChild[at]; child < builder.firstChild[at + 1]; child++) {
      if (builder.label[child] < columns - 1) {
        rows[base + builder.label[child]] =
            child < count ? identity[child] << shift : (count << shift) + child - count;
      }
    }
    rows[base + columns - 1] =
        builder.highestSymbol >= columns - 1 ? SymbolAutomaton.NO_COLUMN : SymbolAutomaton.ROOT;
  }
}
