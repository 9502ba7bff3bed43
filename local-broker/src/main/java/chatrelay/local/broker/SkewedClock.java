package chatrelay.local.broker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a fault can shift. Safe for many threads. */
final class SkewedClock implements InstantSource {
  private final InstantSource base;
  private volatile Duration offset = Duration.ZERO;

  SkewedClock(InstantSource base) {
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
}
