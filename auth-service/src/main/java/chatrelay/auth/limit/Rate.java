package chatrelay.auth.limit;

/**
 * A steady rate and a burst.
 *
 * @param perMinute steady requests per minute, above zero
 * @param burst requests at once, at least 1
 */
public record Rate(double perMinute, double burst) {
  private static final double NANOS_PER_MINUTE = 60e9;

  /** Rejects rates that admit no request. */
  public Rate {
    if (!(perMinute > 0) || !(burst >= 1)) {
      throw new IllegalArgumentException("rate " + perMinute + "/min, burst " + burst);
    }
  }

  double perNano() {
    return perMinute / NANOS_PER_MINUTE;
  }
}
