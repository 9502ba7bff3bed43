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

  /** Breadth-first numbers by position; empty unless wide. */
  private final int[] numbers;

  private final Outputs outputs;

  SymbolAutomaton(AutomatonBuilder builder, StateNames names) {
    this.names = names;
    rows = DenseRows.of(builder, names);
    boolean isWide = builder.highestSymbol >= (1 << names.shift) - 1;
    wide = new WideStates(builder, isWide);
    deep = new DeepStates(builder, isWide ? names.withoutDeep() : names, rows);
    outputs = new Outputs(builder, names);
    numbers = new int[isWide ? builder.states : 0];
    for (int at = 0; at < builder.states; at++) {
      if (isWide) {
        numbers[names.positionOf(at)] = at;
      }
    }
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
    return names.deep > 0;
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

  /** What ends in the states. */
  public Outputs outputs() {
    return outputs;
  }
}
