package chatrelay.worker.broker;

import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The broker's time in this process: the last measurement advanced by the monotonic clock, so that
 * a jump of the wall clock changes nothing.
 *
 * <p>Positions in history and the plausibility of time stamps are judged by it, so that a wrong
 * clock on the worker's machine neither skips nor rejects messages. Thread-safe.
 */
public final class BrokerClock implements InstantSource {
  private final Clock clock;
  private volatile @Nullable Measurement last;

  private record Measurement(Instant broker, long nanos, Duration offset) {}

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
    long before = System.nanoTime();
    Instant broker = Instant.ofEpochMilli(rest.time());
    long middle = before + (System.nanoTime() - before) / 2;
    Instant own = clock.instant().minusNanos(System.nanoTime() - middle);
    last = new Measurement(broker, middle, Duration.between(own, broker));
  }

  /** Whether the difference is known. */
  public boolean isMeasured() {
    return last != null;
  }

  /** How far the broker's clock is ahead of ours; negative when it is behind. */
  public Duration offset() {
    Measurement measured = last;
    return measured == null ? Duration.ZERO : measured.offset();
  }

  @Override
  public Instant instant() {
    Measurement measured = last;
    return measured == null
        ? clock.instant()
        : measured.broker().plusNanos(System.nanoTime() - measured.nanos());
  }
}
