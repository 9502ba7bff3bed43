package chatrelay.moderation.automaton;

/** Rows of the next states, as {@link StateNames#cell}, for the states nearest to the root. */
final class DenseRows {
  private DenseRows() {}

  static int[] of(AutomatonBuilder builder, StateNames names) {
    int[] rows = new int[names.rows << names.shift];
    for (int at = 0; at < names.rows; at++) {
      fill(rows, builder, names, at);
    }
    return rows;
  }

  private static void fill(int[] rows, AutomatonBuilder builder, StateNames names, int at) {
    int base = names.row(at);
    int columns = 1 << names.shift;
    if (at > 0) {
      System.arraycopy(rows, names.row(builder.failure[at]), rows, base, columns);
      if (builder.label[at] < columns - 1) {
        rows[base + builder.label[at]] = names.cell(at);
      }
    }
    for (int child = builder.firstChild[at]; child < builder.firstChild[at + 1]; child++) {
      if (builder.label[child] < columns - 1) {
        rows[base + builder.label[child]] = names.cell(child);
      }
    }
    rows[base + columns - 1] =
        builder.highestSymbol >= columns - 1 ? SymbolAutomaton.NO_COLUMN : SymbolAutomaton.ROOT;
  }
}
