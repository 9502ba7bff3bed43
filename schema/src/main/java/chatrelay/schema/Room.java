package chatrelay.schema;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One room as it was when read.
 *
 * @param id key of the row
 * @param title name for people
 * @param shard 0 to 15, always {@code name.shard()}
 * @param archivedAt since when it takes no messages; null while active
 */
public record Room(
    long id,
    RoomName name,
    String title,
    int shard,
    FailPolicy failPolicy,
    Instant createdAt,
    @Nullable Instant archivedAt) {
  /** Whether it takes messages. */
  public boolean isActive() {
    return archivedAt == null;
  }
}
