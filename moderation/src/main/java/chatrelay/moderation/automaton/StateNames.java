package chatrelay.moderation.automaton;

/**
 * Names the states by numbers that tell what a walk has to know. The name of a state with a row is
 * the row's offset; that of a deep one stands for where its record begins in {@link DeepStates};
 * {@link SymbolAutomaton#HIT} is set when a pattern ends.
 *
 * <p>The states nearest to the root, the most used ones, come first; the others of one pattern
 * follow each other, whether they have rows or records: what a walk needs lies on few pages of
 * memory. With 100,000 words a page that the processor has no translation for costs more than all
 * else about a character.
 */
final class StateNames {
  /** What an output takes; see {@link Outputs}. */
  static final int OUTPUT = 4;

  /** Rows, 256 KB, that most steps meet: the first ones in breadth-first order. */
  private static final int NEAREST = 2_048;

  final int shift;

  /** Symbols with a number of their own in a row, and the one for all others. */
  final int columns;

  /** True when some symbols have no column. */
  final boolean isWide;

  /** States with a row: the first ones in breadth-first order. */
  final int rows;

  /** The lowest name of a deep state. */
  final int deepBase;

  /** Numbers in a deep state's record before its next states. */
  final int head;

  /** Numbers in the outputs of states with rows and in all records. */
  final int size;

  private final int[] names;
  private final int[] rowOutputs;

  StateNames(AutomatonBuilder builder, int rowNumbers) {
    shift = builder.highestSymbol < 30 ? 5 : 6;
    columns = (1 << shift) - 1;
    isWide = builder.highestSymbol >= columns - 1;
    rows = Math.min(builder.states, Math.max(1, rowNumbers >> shift));
    deepBase = rows << shift;
    head = isWide ? 1 : shift == 5 ? 2 : 3;
    names = new int[builder.states];
    rowOutputs = new int[rows];
    size = place(builder, isWide ? new byte[builder.states] : nextStates(builder));
  }

  /** By state, how many next states a deep one has to know. */
  private byte[] nextStates(AutomatonBuilder builder) {
    byte[] counts = new byte[builder.states];
    long[] sets = new long[builder.states - rows];
    for (int at = rows; at < builder.states; at++) {
      int failure = builder.failure[at];
      sets[at - rows] = builder.children[at] | (failure < rows ? 0 : sets[failure - rows]);
      counts[at] = (byte) Long.bitCount(sets[at - rows]);
    }
    return counts;
  }

  /** Names the nearest states, then each of the others before its children and siblings. */
  private int place(AutomatonBuilder builder, byte[] nextStates) {
    int nearest = Math.min(NEAREST, rows);
    int used = OUTPUT;
    for (int at = 0; at < rows; at++) {
      boolean hit = builder.node[at] != 0;
      names[at] = at << shift | (hit ? SymbolAutomaton.HIT : 0);
      rowOutputs[at] = hit ? used : 0;
      used += hit ? OUTPUT : 0;
    }
    int row = nearest;
    int[] waiting = new int[builder.states];
    int waits = 1;
    while (waits > 0) {
      int at = waiting[--waits];
      int hit = names[at] & SymbolAutomaton.HIT;
      if (at >= rows) {
        hit = builder.node[at] == 0 ? 0 : SymbolAutomaton.HIT;
        used += hit == 0 ? 0 : OUTPUT;
        names[at] = deepBase + used | hit;
        used += head + nextStates[at];
      } else if (at >= nearest) {
        names[at] = row++ << shift | hit;
      }
      for (int child = builder.firstChild[at + 1]; child > builder.firstChild[at]; ) {
        waiting[waits++] = --child;
      }
    }
    return used;
  }

  int name(int at) {
    return names[at];
  }

  /** As {@link #name}, negative for a state that has no row or ends a pattern. */
  int cell(int at) {
    return names[at] < deepBase ? names[at] : names[at] | SymbolAutomaton.MARK;
  }

  /** Offset of the row of a state that has one. */
  int row(int at) {
    return names[at] & ~SymbolAutomaton.HIT;
  }

  /** Where a deep state's record begins. */
  int record(int at) {
    return (names[at] & ~SymbolAutomaton.HIT) - deepBase;
  }

  /** The first output of a state that ends a pattern, else 0. */
  int output(int at) {
    return at < rows ? rowOutputs[at] : record(at) - OUTPUT;
  }
}
