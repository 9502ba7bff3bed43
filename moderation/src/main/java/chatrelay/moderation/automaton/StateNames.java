package chatrelay.moderation.automaton;

import java.util.Arrays;

/**
 * Names the states by numbers that tell what a walk has to know: first those with a row that end no
 * pattern, named by their row's offset; then the deep ones that end none; then the deep ones and at
 * last those with a row that end one. Of those with a row the most used ones, nearest to the root,
 * come first; deep states of one pattern follow each other. Both keep a walk on few pages of
 * memory.
 */
final class StateNames {
  final int shift;

  /** States with a row: the first ones in breadth-first order. */
  final int rows;

  final int deep;

  /** The lowest name of a deep state. */
  final int deepBase;

  /** The lowest name of a state that ends a pattern. */
  final int hitBase;

  /** The lowest name of a state with a row that ends a pattern. */
  final int hitRowBase;

  /** Row or, for deep ones, place by breadth-first number. */
  private final int[] places;

  StateNames(AutomatonBuilder builder, int rowNumbers) {
    shift = builder.highestSymbol < 31 ? 5 : 6;
    rows = Math.min(builder.states, Math.max(1, rowNumbers >> shift));
    deep = builder.states - rows;
    places = new int[builder.states];
    int[] nearestFirst = new int[rows];
    Arrays.setAll(nearestFirst, at -> at);
    int plainRows = place(builder.node, nearestFirst, 0, rows);
    int plainDeep = place(builder.node, alongPatterns(builder), rows, builder.states);
    deepBase = plainRows << shift;
    hitBase = deepBase + plainDeep;
    hitRowBase = deepBase + deep;
  }

  /** All states, each before its children and these before its siblings. */
  private static int[] alongPatterns(AutomatonBuilder builder) {
    int[] order = new int[builder.states];
    int[] waiting = new int[builder.states];
    int size = 1;
    for (int i = 0; i < order.length; i++) {
      int at = waiting[--size];
      order[i] = at;
      for (int child = builder.firstChild[at + 1]; child > builder.firstChild[at]; ) {
        waiting[size++] = --child;
      }
    }
    return order;
  }

  /** Numbers the states of a range, those without output first; returns how many these are. */
  private int place(int[] node, int[] order, int from, int to) {
    int next = 0;
    int plain = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int at : order) {
        if (at >= from && at < to && (node[at] != 0) == (pass == 1)) {
          places[at] = next++;
        }
      }
      plain = pass == 0 ? next : plain;
    }
    return plain;
  }

  /** The same names for an automaton that asks the deep states about nothing. */
  StateNames withoutDeep() {
    return deep == 0 ? this : new StateNames(this);
  }

  private StateNames(StateNames other) {
    shift = other.shift;
    rows = other.rows;
    deep = 0;
    deepBase = other.deepBase;
    hitBase = other.hitBase;
    hitRowBase = other.hitRowBase;
    places = other.places;
  }

  /** Offset of the row of a state that has one. */
  int row(int at) {
    return places[at] << shift;
  }

  /** Place among the deep states. */
  int place(int at) {
    return places[at];
  }

  int name(int at) {
    if (at >= rows) {
      return deepBase + places[at];
    }
    int row = places[at] << shift;
    return row < deepBase ? row : row + deep;
  }

  /** As {@link #name}, negative for a state that has no row or ends a pattern. */
  int cell(int at) {
    int name = name(at);
    return name < deepBase ? name : name | SymbolAutomaton.MARK;
  }

  /** States that end a pattern. */
  int hits() {
    return hitRowBase - hitBase + rows - (deepBase >>> shift);
  }

  /** Place of a named state among those that end a pattern. */
  int hit(int name) {
    return name < hitRowBase
        ? name - hitBase
        : hitRowBase - hitBase + ((name - hitRowBase) >>> shift);
  }

  /** Where a named state stands in an array of all: rows first, then deep ones. */
  int position(int name) {
    if (name < deepBase) {
      return name >>> shift;
    }
    return name >= hitRowBase ? (name - deep) >>> shift : rows + name - deepBase;
  }

  /** As {@link #position} by breadth-first number. */
  int positionOf(int at) {
    return at < rows ? places[at] : rows + places[at];
  }
}
