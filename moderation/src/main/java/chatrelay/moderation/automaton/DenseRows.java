package chatrelay.moderation.automaton;

/**
 * Rows of the next states, as {@link StateNames#cell}, for the states nearest to the root. After
 * its columns a row has the state's first output, or 0.
 */
final class DenseRows {
  private DenseRows() {}

  static int[] of(AutomatonBuilder builder, StateNames names) {
    int[] rows = new int[names.deepBase];
    for (int at = 0; at < names.rows; at++) {
      fill(rows, builder, names, at);
    }
    return rows;
  }

  private static void fill(int[] rows, AutomatonBuilder builder, StateNames names, int at) {
    int base = names.row(at);
    int last = names.columns - 1;
    if (at > 0) {
      System.arraycopy(rows, names.row(builder.failure[at]), rows, base, last);
      if (builder.label[at] < last) {
        rows[base + builder.label[at]] = names.cell(at);
      }
    }
    for (int child = builder.firstChild[at]; child < builder.firstChild[at + 1]; child++) {
      if (builder.label[child] < last) {
        rows[base + builder.label[child]] = names.cell(child);
      }
    }
    rows[base + last] = names.isWide ? SymbolAutomaton.NO_COLUMN : SymbolAutomaton.ROOT;
    rows[base + names.columns] = names.output(at);
  }
}
