package chatrelay.moderation.automaton;

/**
 * An Aho-Corasick automaton over small numbers (symbols) in which a repeated symbol stays where it
 * is, as if equal neighbours of the text were one.
 *
 * <p>The shallow states, which nearly every step meets, have rows of next states; a deep one has a
 * bit set of its children, which lie next to each other in breadth-first order. A state is named by
 * a number below {@link #deepBase()} that is also its row's offset, or by one from there on. States
 * at or above {@link #hitBase()} either end a pattern or are deep, so that one comparison per step
 * finds everything unusual.
 */
public final class SymbolAutomaton {
  /** The state before anything was read. */
  public static final int ROOT = 0;

  /** Stands in a row for: this symbol has no column, use {@link #step}. */
  static final int NO_COLUMN = Integer.MAX_VALUE;

  /** Symbols from here on have no bit of their own in a deep state. */
  static final int LAST_BIT = 63;

  private final int[] rows;
  private final int shift;
  private final int denseStates;
  private final int deepBase;
  private final int hitBase;
  private final int[] identity;
  private final DeepStates deep;
  private final WideStates wide;
  private final int[] node;
  private final int[] nodePattern;
  private final int[] nodeNext;
  private final int[] patternNext;

  SymbolAutomaton(AutomatonBuilder builder, DenseRows dense) {
    rows = dense.rows;
    shift = dense.shift;
    denseStates = dense.count;
    deepBase = denseStates << shift;
    hitBase = dense.firstHit << shift;
    identity = dense.identity;
    deep = new DeepStates(builder, dense);
    wide = new WideStates(builder, builder.highestSymbol >= (1 << shift) - 1);
    node = builder.node;
    nodePattern = builder.nodePattern;
    nodeNext = builder.nodeNext;
    patternNext = builder.patternNext;
  }

  /** The rows of the shallow states, for inlined loops; must not be changed. */
  public int[] rows() {
    return rows;
  }

  /** Columns of a row; the last one answers for all higher symbols. */
  public int columns() {
    return 1 << shift;
  }

  /** The lowest state that {@link #isHit} has to be asked about. */
  public int hitBase() {
    return hitBase;
  }

  /** The lowest state without a row. */
  public int deepBase() {
    return deepBase;
  }

  /** True when some symbols have no column, so that rows alone can't answer every step. */
  public boolean isWide() {
    return wide.present;
  }

  /** How many states there are. */
  public int states() {
    return node.length;
  }

  /** The state after {@code symbol} was read in {@code state}. */
  public int step(int state, int symbol) {
    int at = state;
    if (!wide.present) {
      while (at >= deepBase) {
        int next = deep.next(at, symbol);
        if (next >= 0) {
          return next;
        }
        at = deep.failure(at);
      }
      return rows[at + symbol];
    }
    int next = at < deepBase ? rows[at + Math.min(symbol, (1 << shift) - 1)] : NO_COLUMN;
    return next == NO_COLUMN ? name(wide.step(index(state), symbol)) : next;
  }

  /** True for a state at or above {@link #hitBase()} in which a pattern ends. */
  public boolean isHit(int state) {
    if (state < deepBase) {
      return true;
    }
    return deep.isHit(state);
  }

  /** The first output of a state, or 0; outputs are longest first. */
  public int outputs(int state) {
    return node[index(state)];
  }

  /** The next shorter output, or 0. */
  public int shorter(int output) {
    return nodeNext[output];
  }

  /** A pattern that ends with this output. */
  public int pattern(int output) {
    return nodePattern[output];
  }

  /** Another pattern with the same symbols, or -1. */
  public int twin(int pattern) {
    return patternNext[pattern];
  }

  /** Breadth-first number of a named state. */
  private int index(int state) {
    return state >= deepBase
        ? state - deepBase + denseStates
        : identity[denseStates + (state >>> shift)];
  }

  private int name(int at) {
    return at < denseStates ? identity[at] << shift : deepBase + at - denseStates;
  }
}
