package chatrelay.auth.limit;

/**
 * How often: a steady rate and what may come at once.
 *
 * @param perMinute steady requests a minute, above zero
 * @param burst requests at once, at least 1
 */
public record Rate(double perMinute, double burst) {
  private static final double NANOS_PER_MINUTE = 60e9;

  /** Refuses rates that never let anything through. */
  public Rate {
    if (!(perMinute > 0) || !(burst >= 1)) {
      throw new IllegalArgumentException("rate " + perMinute + "/min, burst " + burst);
    }
  }

  double perNano() {
    return perMinute / NANOS_PER_MINUTE;
  }
}
