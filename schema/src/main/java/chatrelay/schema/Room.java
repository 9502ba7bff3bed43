package chatrelay.schema;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One room as it was when read.
 *
 * @param id key of the row
 * @param title display name
 * @param shard 0 to 15, always {@code name.shard()}
 * @param archivedAt since when it takes no messages; null while active
 */
public record Room(
    long id,
    RoomName name,
    String title,
    int shard,
    RoomSettings settings,
    Instant createdAt,
    @Nullable Instant archivedAt) {
  /** What happens to messages that moderation can't judge. */
  public FailPolicy failPolicy() {
    return settings.failPolicy();
  }

  /** Whether it takes messages. */
  public boolean isActive() {
    return archivedAt == null;
  }
}
