package chatrelay.moderation.automaton;

/**
 * The patterns that end in each state, longest first. What a walk asks of one output stands side by
 * side in memory, which is where the time of a find in a large automaton goes. Immutable.
 */
public final class Outputs {
  /** Set with the next shorter output when the pattern has twins. */
  private static final int TWINS = Integer.MIN_VALUE;

  private final StateNames names;

  /** By output: its pattern with the next shorter output, and the pattern's note. */
  private final long[] pairs;

  private final int[] patternNext;

  Outputs(AutomatonBuilder builder, StateNames names) {
    this.names = names;
    patternNext = builder.patternNext;
    int[] owner = new int[builder.nodePattern.length];
    // A state's first output is its own or, like the others, that of a state nearer to the root.
    for (int at = builder.states - 1; at > 0; at--) {
      owner[builder.node[at]] = at;
    }
    pairs = new long[2 * (names.hits() + 1)];
    for (int at = 1; at < builder.states; at++) {
      int node = builder.node[at];
      if (node == 0) {
        continue;
      }
      int pattern = builder.nodePattern[node];
      int next = builder.nodeNext[node];
      int shorter = next == 0 ? 0 : first(names.name(owner[next]));
      boolean alone = patternNext[pattern] < 0;
      int output = first(names.name(at));
      int link = alone ? shorter : shorter | TWINS;
      pairs[2 * output] = ((long) pattern << 32) | (link & 0xFFFFFFFFL);
      pairs[2 * output + 1] = alone ? builder.note(pattern) : 0;
    }
  }

  /** The first output of a state that ends a pattern. */
  public int first(int state) {
    return names.hit(state) + 1;
  }

  /** The next shorter output, or 0. */
  public int shorter(int output) {
    return (int) pairs[2 * output] & ~TWINS;
  }

  /** A pattern that ends with this output. */
  public int pattern(int output) {
    return (int) (pairs[2 * output] >>> 32);
  }

  /** The note of the output's pattern, or 0 if that has a twin. */
  public long note(int output) {
    return pairs[2 * output + 1];
  }

  /** Another pattern with the same symbols as one of this output, or -1. */
  public int twin(int output, int pattern) {
    return ((int) pairs[2 * output] & TWINS) == 0 ? -1 : patternNext[pattern];
  }
}
