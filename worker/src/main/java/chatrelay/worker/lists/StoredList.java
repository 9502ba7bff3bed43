package chatrelay.worker.lists;

import chatrelay.moderation.lists.WordList;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a list as it was imported; never changes.
 *
 * @param list its name and content; its version is {@code version} in decimal
 * @param version from 1, without holes
 * @param rooms names of the rooms it judges, in order; null for all rooms
 * @param importedAt UTC
 * @param reason given by the operator who imported it
 */
public record StoredList(
    WordList list,
    int version,
    @Nullable List<String> rooms,
    Instant importedAt,
    String importedBy,
    @Nullable String reason) {
  /** {@code name@version}. */
  public ListReference reference() {
    return new ListReference(list.name(), version);
  }

  /** Whether it judges the messages of {@code room}. */
  public boolean appliesTo(String room) {
    return rooms == null || rooms.contains(room);
  }
}
