package chatrelay.local.broker.channel;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ids of publishes accepted within the dedupe window. Holds 200,000 at most, the oldest go first.
 * Not thread-safe; guarded by the channel's lock.
 */
final class RecentIds {
  private static final int MAX = 200_000;

  private record Seen(long at, Accepted accepted) {}

  private final Map<String, Seen> ids = new LinkedHashMap<>();

  /**
   * What was answered to the publish with this id at or after {@code since}; null when there was
   * none.
   */
  @Nullable Accepted find(String id, long since) {
    expire(since);
    Seen seen = ids.get(id);
    return seen == null ? null : seen.accepted();
  }

  void add(String id, long now, Accepted accepted) {
    ids.put(id, new Seen(now, accepted));
    if (ids.size() > MAX) {
      ids.remove(ids.keySet().iterator().next());
    }
  }

  boolean isEmpty() {
    return ids.isEmpty();
  }

  /**
   * Forgets what was accepted before {@code since}; ids are in order of time, so this touches only
   * those.
   */
  void expire(long since) {
    Iterator<Seen> oldest = ids.values().iterator();
    while (oldest.hasNext() && oldest.next().at() < since) {
      oldest.remove();
    }
  }
}
