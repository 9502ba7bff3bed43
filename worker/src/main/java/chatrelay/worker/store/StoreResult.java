package chatrelay.worker.store;

import chatrelay.worker.moderate.ModeratedMessage;
import java.util.List;

/**
 * What became of a batch: groups to publish in order of seq within each room, and how many of its
 * messages were there already. {@code fresh} are those that were not.
 */
public record StoreResult(List<OutboxGroup> groups, List<ModeratedMessage> fresh, int duplicates) {
  public StoreResult {
    groups = List.copyOf(groups);
    fresh = List.copyOf(fresh);
  }
}
