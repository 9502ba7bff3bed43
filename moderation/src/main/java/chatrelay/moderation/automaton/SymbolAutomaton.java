package chatrelay.moderation.automaton;

/**
 * An Aho-Corasick automaton over small numbers (symbols) in which a repeated symbol stays where it
 * is, as if equal neighbours of the text were one.
 *
 * <p>The shallow states, which nearly every step meets, have rows of next states; the deep ones are
 * packed. A state is named by a number; below {@link #deepBase()} it is also its row's offset, and
 * from {@link #hitBase()} on the state ends a pattern, so that one comparison per step each tells
 * where to look and whether there is something to see.
 */
public final class SymbolAutomaton {
  /** The state before anything was read. */
  public static final int ROOT = 0;

  /** Stands in a row for: this symbol has no column, use {@link #step}. */
  static final int NO_COLUMN = Integer.MAX_VALUE;

  /** Set in a row's cell when the next state has no row itself or ends a pattern. */
  static final int MARK = Integer.MIN_VALUE;

  /** Symbols from here on have no bit of their own in a deep state. */
  static final int LAST_BIT = 63;

  private final StateNames names;
  private final int[] rows;
  private final DeepStates deep;
  private final WideStates wide;

  /** Outputs by {@link StateNames#position}. */
  private final int[] node;

  /** Breadth-first numbers by position; empty unless wide. */
  private final int[] numbers;

  /** By output, side by side: its pattern and the next shorter output, and the pattern's note. */
  private final long[] nodes;

  private final int[] patternNext;

  SymbolAutomaton(AutomatonBuilder builder, StateNames names) {
    this.names = names;
    rows = DenseRows.of(builder, names);
    boolean isWide = builder.highestSymbol >= (1 << names.shift) - 1;
    wide = new WideStates(builder, isWide);
    deep = new DeepStates(builder, isWide ? names.withoutDeep() : names, rows);
    node = new int[builder.states];
    numbers = new int[isWide ? builder.states : 0];
    for (int at = 0; at < builder.states; at++) {
      int position = names.positionOf(at);
      node[position] = builder.node[at];
      if (isWide) {
        numbers[position] = at;
      }
    }
    nodes = new long[2 * builder.nodePattern.length];
    for (int output = 0; output < builder.nodePattern.length; output++) {
      int pattern = builder.nodePattern[output];
      nodes[2 * output] = (long) pattern << 32 | builder.nodeNext[output];
      boolean alone = output > 0 && builder.patternNext[pattern] < 0;
      nodes[2 * output + 1] = alone ? builder.note(pattern) : 0;
    }
    patternNext = builder.patternNext;
  }

  /**
   * The rows of the shallow states, for inlined loops; must not be changed. A cell is the next
   * state's name, or negative where {@link #step} has to be asked.
   */
  public int[] rows() {
    return rows;
  }

  /** The name in a cell of a row. */
  public static int withoutMark(int cell) {
    return cell & ~MARK;
  }

  /** Columns of a row; the last one answers for all higher symbols. */
  public int columns() {
    return 1 << names.shift;
  }

  /** The lowest state that ends a pattern. */
  public int hitBase() {
    return names.hitBase;
  }

  /** The lowest state whose name is not its row's offset. */
  public int deepBase() {
    return names.deepBase;
  }

  /** True when there are more states than rows. */
  public boolean hasDeepStates() {
    return names.rows < node.length;
  }

  /** True when some symbols have no column, so that rows alone can't answer every step. */
  public boolean isWide() {
    return wide.present;
  }

  /** The state after {@code symbol} was read in {@code state}. */
  public int step(int state, int symbol) {
    if (wide.present) {
      return wideStep(state, symbol);
    }
    if (state < names.deepBase) {
      return withoutMark(rows[state + symbol]);
    }
    return state >= names.hitRowBase
        ? withoutMark(rows[state - names.deep + symbol])
        : deep.next(state, symbol);
  }

  private int wideStep(int state, int symbol) {
    int position = names.position(state);
    if (position < names.rows) {
      int column = Math.min(symbol, (1 << names.shift) - 1);
      int next = rows[(position << names.shift) + column];
      if (next != NO_COLUMN) {
        return withoutMark(next);
      }
    }
    return names.name(wide.step(numbers[position], symbol));
  }

  /** True for a state in which a pattern ends. */
  public boolean isHit(int state) {
    return state >= names.hitBase;
  }

  /** The first output of a state, or 0; outputs are longest first. */
  public int outputs(int state) {
    return node[names.position(state)];
  }

  /** The next shorter output, or 0. */
  public int shorter(int output) {
    return (int) nodes[2 * output];
  }

  /** A pattern that ends with this output. */
  public int pattern(int output) {
    return (int) (nodes[2 * output] >>> 32);
  }

  /**
   * The note of the output's pattern, or 0 if that has a twin; next to the output, while the
   * pattern is far away in memory.
   */
  public long note(int output) {
    return nodes[2 * output + 1];
  }

  /** Another pattern with the same symbols, or -1. */
  public int twin(int pattern) {
    return patternNext[pattern];
  }
}
