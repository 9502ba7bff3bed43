package chatrelay.moderation.automaton;

/**
 * The states without a row. Each knows the row of the longest suffix that has one and the next
 * states that differ from that row, its own and those of the suffixes between, so that a step never
 * falls back more than once.
 *
 * <p>A record is the set of symbols with another next state (one number, or two for many symbols),
 * the row with the state's own symbol, and those next states; before it stands what {@linkplain
 * Outputs ends} in the state. In an automaton with more symbols than columns it is but the state's
 * breadth-first number.
 */
final class DeepStates {
  private static final int ROW_BITS = 25;
  private static final int ROW_MASK = (1 << ROW_BITS) - 1;

  private final int[] rows;
  private final int[] records;
  private final int head;

  DeepStates(AutomatonBuilder builder, StateNames names, int[] rows, int[] records) {
    this.rows = rows;
    this.records = records;
    head = names.head;
    for (int at = names.rows; at < builder.states; at++) {
      if (names.isWide) {
        records[names.record(at)] = at;
      } else {
        add(builder, names, at);
      }
    }
  }

  private void add(AutomatonBuilder builder, StateNames names, int at) {
    int record = names.record(at);
    int failure = builder.failure[at];
    boolean deepFailure = failure >= names.rows;
    int suffix = deepFailure ? names.record(failure) : 0;
    long own = builder.children[at];
    long inherited = deepFailure ? set(suffix) : 0;
    int row = deepFailure ? records[suffix + head - 1] & ROW_MASK : names.row(failure);
    long all = own | inherited;
    records[record] = (int) all;
    if (head > 2) {
      records[record + 1] = (int) (all >>> 32);
    }
    records[record + head - 1] = row | builder.label[at] << ROW_BITS;
    int child = builder.firstChild[at];
    int next = record + head;
    for (long left = all; left != 0; left &= left - 1) {
      long bit = left & -left;
      records[next++] = (own & bit) != 0 ? names.name(child++) : target(suffix, inherited, bit);
    }
  }

  private long set(int record) {
    long first = records[record] & 0xFFFFFFFFL;
    return head == 2 ? first : first | ((long) records[record + 1] << 32);
  }

  private int target(int record, long set, long bit) {
    return records[record + head + Long.bitCount(set & (bit - 1))];
  }

  /** The state after {@code symbol} was read in the deep state with that record. */
  int next(int state, int record, int symbol) {
    long set = set(record);
    long bit = 1L << symbol;
    if ((set & bit) != 0) {
      return target(record, set, bit);
    }
    int rest = records[record + head - 1];
    return rest >>> ROW_BITS == symbol
        ? state
        : SymbolAutomaton.withoutMark(rows[(rest & ROW_MASK) + symbol]);
  }
}
