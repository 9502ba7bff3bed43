package chatrelay.moderation.automaton;

import org.jspecify.annotations.Nullable;

/**
 * An Aho-Corasick automaton over small numbers (symbols) in which a repeated symbol stays where it
 * is, as if equal neighbours of the text were one.
 *
 * <p>The shallow states, which nearly every step meets, have rows of next states; the deep ones are
 * packed. A state is named by a number; below {@link #deepBase()} it is also its row's offset, and
 * from {@link #HIT} on the state ends a pattern, so that one comparison per step each tells where
 * to look and whether there is something to see.
 */
public final class SymbolAutomaton {
  /** The state before anything was read. */
  public static final int ROOT = 0;

  /** Set in the name of a state that ends a pattern. */
  public static final int HIT = 1 << 30;

  /** Marks a symbol without a column in a row: use {@link #step}. */
  static final int NO_COLUMN = Integer.MAX_VALUE;

  /** Set in a row's cell when the next state has no row itself or ends a pattern. */
  static final int MARK = Integer.MIN_VALUE;

  /** Symbols from here on have no bit of their own in a deep state. */
  static final int LAST_BIT = 63;

  private final int shift;
  private final int deepBase;
  private final boolean hasDeepStates;
  private final int[] rows;
  private final int[] records;
  private final DeepStates deep;
  private final WideStates wide;

  /** What a step asks where some symbols have no column: the names. */
  private final @Nullable StateNames names;

  /** Breadth-first numbers by row; empty unless wide. */
  private final int[] numbers;

  private final Outputs outputs;

  SymbolAutomaton(AutomatonBuilder builder, StateNames names) {
    shift = names.shift;
    deepBase = names.deepBase;
    hasDeepStates = builder.states > names.rows;
    rows = DenseRows.of(builder, names);
    records = new int[names.size];
    wide = new WideStates(builder, names.isWide);
    deep = new DeepStates(builder, names, rows, records);
    outputs = new Outputs(builder, names, records);
    this.names = names.isWide ? names : null;
    numbers = new int[names.isWide ? names.rows : 0];
    for (int at = 0; at < numbers.length; at++) {
      numbers[names.row(at) >>> shift] = at;
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

  /** As a row's cell has it. */
  public static int withMark(int state) {
    return state | MARK;
  }

  /** The state to walk on from when what ends in it has been seen to: its row, if it has one. */
  public int seen(int state) {
    int place = state & ~HIT;
    return place < deepBase ? place : state;
  }

  /** Columns of a row; the last one answers for all higher symbols. */
  public int columns() {
    return (1 << shift) - 1;
  }

  /** The lowest state whose name is not its row's offset. */
  public int deepBase() {
    return deepBase;
  }

  /** True when there are more states than rows. */
  public boolean hasDeepStates() {
    return hasDeepStates;
  }

  /** True when some symbols have no column, so that rows alone can't answer every step. */
  public boolean isWide() {
    return names != null;
  }

  /** The state after {@code symbol} was read in {@code state}. */
  public int step(int state, int symbol) {
    if (names != null) {
      return wideStep(names, state, symbol);
    }
    int place = state & ~HIT;
    if (place < deepBase) {
      return withoutMark(rows[place + symbol]);
    }
    return deep.next(state, place - deepBase, symbol);
  }

  private int wideStep(StateNames names, int state, int symbol) {
    int place = state & ~HIT;
    if (place < deepBase) {
      int next = rows[place + Math.min(symbol, columns() - 1)];
      if (next != NO_COLUMN) {
        return withoutMark(next);
      }
      return names.name(wide.step(numbers[place >>> shift], symbol));
    }
    return names.name(wide.step(records[place - deepBase], symbol));
  }

  /** True for a state in which a pattern ends. */
  public boolean isHit(int state) {
    return state >= HIT;
  }

  /** The first output of a state that ends a pattern. */
  public int firstOutput(int state) {
    int place = state & ~HIT;
    return place < deepBase ? rows[place + columns()] : place - deepBase - StateNames.OUTPUT;
  }

  /** What ends in the states. */
  public Outputs outputs() {
    return outputs;
  }
}
