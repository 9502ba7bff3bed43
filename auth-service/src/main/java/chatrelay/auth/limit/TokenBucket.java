package chatrelay.auth.limit;

import java.time.Duration;

/**
 * A bucket that fills at a steady rate up to its burst; each request takes one token.
 *
 * <p>Not thread-safe: {@link BucketTable} guards it.
 */
final class TokenBucket {
  private double tokens;
  private long nanos;

  TokenBucket(double burst, long now) {
    this.tokens = burst;
    this.nanos = now;
  }

  /** Zero when a token was taken, else the time until the next one. */
  Duration take(Rate rate, long now) {
    tokens = Math.min(rate.burst(), tokens + (now - nanos) * rate.perNano());
    nanos = now;
    if (tokens >= 1) {
      tokens -= 1;
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.ceil((1 - tokens) / rate.perNano()));
  }

  /** Takes one that will be there within {@code patience}; the bucket then owes it. */
  Turn reserve(Rate rate, long now, Duration patience) {
    Duration wait = take(rate, now);
    boolean granted = wait.compareTo(patience) <= 0;
    if (granted && !wait.isZero()) {
      tokens -= 1;
    }
    return new Turn(granted, wait);
  }
}
