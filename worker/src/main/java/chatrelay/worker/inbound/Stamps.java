package chatrelay.worker.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The position of messages in a channel by the broker's time stamps.
 *
 * <p>The clock of one of its sites may be wrong. A position that is too late hides what follows it
 * from catch-up, one that is too early costs reading, so the earliest of the last few stamps
 * counts, without implausible ones. Stateless.
 */
public final class Stamps {
  /** The largest plausible difference between clocks. */
  static final Duration TOLERANCE = Duration.ofMinutes(1);

  /** No history is older. */
  private static final Duration OLDEST = Duration.ofDays(365);

  private static final int LAST = 16;

  private Stamps() {}

  /** Whether {@code stamp}, in milliseconds since 1970, can be that of a message seen now. */
  static boolean isPlausible(long stamp, long now) {
    return stamp >= now - OLDEST.toMillis() && stamp <= now + TOLERANCE.toMillis();
  }

  /**
   * The position of a channel after messages with these stamps, never after {@code now}.
   *
   * @param stamps plausible ones, in the order of the channel
   */
  public static Optional<Instant> through(List<Instant> stamps) {
    return stamps.subList(Math.max(0, stamps.size() - LAST), stamps.size()).stream()
        .min(Instant::compareTo);
  }
}
