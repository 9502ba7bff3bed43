package chatrelay.moderation.work;

/**
 * The steps that judging one text may take, counted instead of timed so that the answer is the same
 * on every machine; a step is about a nanosecond. Scratch memory of one thread.
 */
public final class Work {
  /** Steps to read one character in one way, and to compare one letter of a word. */
  public static final int READING = 8;

  public static final int LETTER = 4;

  private final long limit;
  private long left;

  public Work(long limit) {
    this.limit = limit;
  }

  /** Before a text. */
  public void begin() {
    left = limit;
  }

  /**
   * Before some work that takes {@code steps}.
   *
   * @throws WorkLimitException when it would be too much
   */
  public void take(long steps) {
    left -= steps;
    if (left < 0) {
      throw new WorkLimitException(limit);
    }
  }
}
