package chatrelay.worker.store;

import chatrelay.worker.moderate.ModeratedMessage;
import java.util.List;

/**
 * The result of a batch: groups to publish in order of seq within each room, and the number of
 * messages stored before. {@code fresh} are the new ones.
 */
public record StoreResult(List<OutboxGroup> groups, List<ModeratedMessage> fresh, int duplicates) {
  public StoreResult {
    groups = List.copyOf(groups);
    fresh = List.copyOf(fresh);
  }
}
