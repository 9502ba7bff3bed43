package chatrelay.worker.inbound;

import chatrelay.schema.ChannelNames;
import chatrelay.schema.Room;
import chatrelay.schema.RoomSettings;
import java.time.Instant;
import java.util.Comparator;

/**
 * A room and the two channels that carry it.
 *
 * <p>{@code shard}, 0 to 15, decides which worker owns it; {@code createdAt} is the room's, in UTC,
 * and distinguishes two rooms that had the same name at different times.
 */
public record RoomRoute(
    long id,
    String name,
    int shard,
    String inbound,
    String outbound,
    RoomSettings settings,
    Instant createdAt) {
  /** The order in which transactions lock rooms and what belongs to them. */
  public static final Comparator<RoomRoute> BY_ID = Comparator.comparingLong(RoomRoute::id);

  /** The route of {@code room} over the channels that {@code names} gives it. */
  public static RoomRoute of(Room room, ChannelNames names) {
    return new RoomRoute(
        room.id(),
        room.name().value(),
        room.shard(),
        names.inbound(room.name()),
        names.outbound(room.name()),
        room.settings(),
        room.createdAt());
  }

  /** The same room with other settings. */
  public RoomRoute with(RoomSettings other) {
    return new RoomRoute(id, name, shard, inbound, outbound, other, createdAt);
  }
}
