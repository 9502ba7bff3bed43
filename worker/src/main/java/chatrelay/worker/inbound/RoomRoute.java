package chatrelay.worker.inbound;

import chatrelay.schema.FailPolicy;
import java.time.Instant;
import java.util.Comparator;

/**
 * A room and the two channels that carry it.
 *
 * <p>{@code shard}, 0 to 15, decides which worker owns it; {@code createdAt} is the room's, in UTC,
 * and tells apart two rooms that had the same name one after the other.
 */
public record RoomRoute(
    long id,
    String name,
    int shard,
    String inbound,
    String outbound,
    FailPolicy failPolicy,
    Instant createdAt) {
  /** The order in which transactions lock rooms and what belongs to them. */
  public static final Comparator<RoomRoute> BY_ID = Comparator.comparingLong(RoomRoute::id);

  /** The same room under another policy. */
  public RoomRoute with(FailPolicy other) {
    return new RoomRoute(id, name, shard, inbound, outbound, other, createdAt);
  }
}
