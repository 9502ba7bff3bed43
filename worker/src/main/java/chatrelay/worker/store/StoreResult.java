package chatrelay.worker.store;

import java.util.List;

/**
 * What became of a batch: groups to publish in order of seq within each room, and how many of its
 * messages were there already.
 */
public record StoreResult(List<OutboxGroup> groups, int stored, int duplicates) {
  public StoreResult {
    groups = List.copyOf(groups);
  }
}
