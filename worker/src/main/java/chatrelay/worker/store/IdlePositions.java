package chatrelay.worker.store;

import chatrelay.worker.inbound.RoomRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the positions of idle rooms, rarely: each room once when it is first seen, then once in a
 * quarter of the time that the broker keeps history, an hour at most. One thread.
 *
 * <p>A ping moves the position of every idle room every few seconds, and a stored position that is
 * older costs nothing but the reading of a stretch of history that is empty, as long as it is
 * younger than history: so it never passes what the ping proved to be stored, and a worker that
 * comes back after three quarters of the retention still finds it covered.
 */
public final class IdlePositions {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final StoredProgress progress;
  private final long lagMillis;

  /** What was written last, broker time by room id; as many as rooms idled within two lags. */
  private final Map<Long, Long> written = new HashMap<>();

  /** {@code retention} is how long the broker keeps inbound history, 10 s at least. */
  public IdlePositions(StoredProgress progress, Duration retention) {
    this.progress = progress;
    Duration quarter = retention.dividedBy(4);
    this.lagMillis = Math.max(1, (quarter.compareTo(LONGEST) < 0 ? quarter : LONGEST).toMillis());
  }

  /**
   * Writes those positions of {@code idle} whose turn it is.
   *
   * @param idle the broker time up to which each idle room misses nothing
   * @throws org.jooq.exception.DataAccessException when the database failed; they are due again
   */
  public void write(Map<RoomRoute, Instant> idle) {
    Map<RoomRoute, Instant> due = new HashMap<>();
    idle.forEach((room, through) -> {
      if (isDue(room.id(), through.toEpochMilli())) {
        due.put(room, through);
      }
    });
    for (RoomRoute room : progress.advance(due)) {
      written.put(room.id(), Objects.requireNonNull(due.get(room)).toEpochMilli());
    }
    idle.values().stream().max(Instant::compareTo).ifPresent(this::forgetBefore);
  }

  /** Each room has hours of its own, so that the rooms of one start don't all come together. */
  private boolean isDue(long room, long through) {
    Long before = written.get(room);
    return before == null || period(room, before) != period(room, through);
  }

  private long period(long room, long time) {
    long phase = Math.floorMod(room * 0x9E3779B97F4A7C15L, lagMillis);
    return Math.floorDiv(time + phase, lagMillis);
  }

  private void forgetBefore(Instant newest) {
    long oldest = newest.toEpochMilli() - 2 * lagMillis;
    written.values().removeIf(time -> time < oldest);
  }
}
