package chatrelay.worker.inbound;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Catch-up's view of the database. Calls block and throw a runtime exception when the database does
 * not answer; catch-up then retries.
 */
public interface Progress {
  /** The position up to which the room's inbound channel is stored. */
  Position position(RoomRoute room);

  /** Moves the checkpoint back to {@code through}; does nothing when it is not later. */
  void moveBack(RoomRoute room, Instant through);

  /**
   * Records that messages may be lost permanently. The same stretch is recorded once.
   *
   * @param from broker time after which messages may be missing, null for the beginning
   * @param to broker time until which they may be missing
   * @param reason a code of at most 40 characters
   */
  void recordGap(RoomRoute room, @Nullable Instant from, Instant to, String reason);

  /**
   * A place in an inbound channel.
   *
   * @param through broker time up to which everything is stored; null when nothing was stored yet
   * @param newestId id of the newest message that was stored with a place in the room, null if none
   * @param newestSentAt its broker time
   */
  record Position(
      @Nullable Instant through, @Nullable String newestId, @Nullable Instant newestSentAt) {}
}
