package chatrelay.worker.broker;

import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The broker's time as this process knows it: its own clock, put right by the difference measured
 * last.
 *
 * <p>Positions in history and the plausibility of time stamps are judged by it, so that a wrong
 * clock on the worker's machine neither skips nor rejects messages. Safe for any thread.
 */
public final class BrokerClock implements InstantSource {
  private final Clock clock;
  private volatile Duration offset = Duration.ZERO;
  private volatile boolean measured;

  /** Until the first measurement it shows {@code clock} as it is. */
  public BrokerClock(Clock clock) {
    this.clock = clock;
  }

  /**
   * Asks the broker; blocks for one request.
   *
   * @throws AblyException when it does not answer
   */
  public void measure(AblyRest rest) throws AblyException {
    Instant before = clock.instant();
    long broker = rest.time();
    Instant after = clock.instant();
    Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
    offset = Duration.between(middle, Instant.ofEpochMilli(broker));
    measured = true;
  }

  /** Whether the difference is known. */
  public boolean isMeasured() {
    return measured;
  }

  /** How far the broker's clock is ahead of ours; negative when it is behind. */
  public Duration offset() {
    return offset;
  }

  @Override
  public Instant instant() {
    return clock.instant().plus(offset);
  }
}
