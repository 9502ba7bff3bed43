package chatrelay.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The waits between retries: doubling from {@code first} to {@code most}, each with up to half of
 * jitter so that many clients do not return at once.
 *
 * <p>Not thread-safe; each retrying loop owns one.
 */
public final class Backoff {
  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private int failures;

  /** Both durations above zero, {@code first} not above {@code most}. */
  public Backoff(Duration first, Duration most, RandomGenerator random) {
    if (first.isZero() || first.isNegative() || first.compareTo(most) > 0) {
      throw new IllegalArgumentException("backoff from " + first + " to " + most);
    }
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /** The wait after one more failure, between half and one and a half of the doubled step. */
  public Duration next() {
    int doublings = Math.min(failures, 20);
    failures++;
    long step = Math.min(most.toNanos(), saturatedShift(first.toNanos(), doublings));
    long moved = (long) (step * (0.5 + random.nextDouble()));
    return Duration.ofNanos(Math.min(moved, most.toNanos()));
  }

  private static long saturatedShift(long value, int doublings) {
    return value > (Long.MAX_VALUE >> doublings) ? Long.MAX_VALUE : value << doublings;
  }

  /** Waits returned since the last success. */
  public int failures() {
    return failures;
  }

  /** After a success: the next failure waits {@code first} again. */
  public void reset() {
    failures = 0;
  }
}
