package chatrelay.moderation.automaton;

/**
 * The patterns that end in each state, longest first. What a walk asks of one output stands side by
 * side in memory, for deep states next to their record. Immutable.
 */
public final class Outputs {
  /** Set with the next shorter output when the pattern has twins. */
  private static final int TWINS = Integer.MIN_VALUE;

  /** From an output on: its pattern, the next shorter output, the pattern's note in two numbers. */
  private final int[] records;

  private final int[] patternNext;

  Outputs(AutomatonBuilder builder, StateNames names, int[] records) {
    this.records = records;
    patternNext = builder.patternNext;
    int[] owner = new int[builder.nodePattern.length];
    // A state's first output is its own or, like the others, that of a state nearer to the root.
    for (int at = builder.states - 1; at > 0; at--) {
      owner[builder.node[at]] = at;
    }
    for (int at = 1; at < builder.states; at++) {
      int node = builder.node[at];
      if (node == 0) {
        continue;
      }
      int pattern = builder.nodePattern[node];
      int next = builder.nodeNext[node];
      int shorter = next == 0 ? 0 : names.output(owner[next]);
      boolean alone = patternNext[pattern] < 0;
      long note = alone ? builder.note(pattern) : 0;
      int output = names.output(at);
      records[output] = pattern;
      records[output + 1] = alone ? shorter : shorter | TWINS;
      records[output + 2] = (int) note;
      records[output + 3] = (int) (note >>> 32);
    }
  }

  /** The next shorter output, or 0. */
  public int shorter(int output) {
    return records[output + 1] & ~TWINS;
  }

  /** A pattern that ends with this output. */
  public int pattern(int output) {
    return records[output];
  }

  /** The note of the output's pattern, or 0 if that has a twin. */
  public long note(int output) {
    return (long) records[output + 3] << 32 | (records[output + 2] & 0xFFFFFFFFL);
  }

  /** Another pattern with the same symbols as one of this output, or -1. */
  public int twin(int output, int pattern) {
    return records[output + 1] >= 0 ? -1 : patternNext[pattern];
  }
}
