package chatrelay.local.broker.channel;

/**
 * A token bucket that holds one second's worth. A rate of 0 allows everything. Safe for many
 * threads.
 */
public final class RateLimit {
  private final int perSecond;
  private double available;
  private long refilledAt;

  public RateLimit(int perSecond) {
    this.perSecond = perSecond;
    this.available = perSecond;
  }

  /** Takes {@code count} at {@code now} (ms); false, taking nothing, when they are not there. */
  public boolean take(int count, long now) {
    return perSecond == 0 || takeSome(count, now);
  }

  private synchronized boolean takeSome(int count, long now) {
    if (refilledAt != 0 && now > refilledAt) {
      available = Math.min(perSecond, available + (now - refilledAt) * perSecond / 1000.0);
    }
    refilledAt = now;
    if (available < count) {
      return false;
    }
    available -= count;
    return true;
  }
}
