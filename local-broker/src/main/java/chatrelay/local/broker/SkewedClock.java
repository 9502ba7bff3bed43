package chatrelay.local.broker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that a fault can shift. Safe for many threads. */
final class SkewedClock extends Clock {
  private final Clock base;
  private volatile Duration offset = Duration.ZERO;

  SkewedClock(Clock base) {
    this.base = base;
  }

  void skew(Duration value) {
    offset = value;
  }

  @Override
  public Instant instant() {
    return base.instant().plus(offset);
  }

  @Override
  public long millis() {
    return base.millis() + offset.toMillis();
  }

  @Override
  public ZoneId getZone() {
    return base.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new SkewedClock(base.withZone(zone));
  }
}
