package chatrelay.worker.inbound;

import chatrelay.worker.broker.ReceivedMessage;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last 256 messages of a room that went to its lane: where an overflow left off, and which
 * messages of history are repeats. Not thread-safe; guarded by its room's lock.
 */
final class RecentMessages {
  private static final int MOST = 256;
  private static final long NO_STAMP = Long.MAX_VALUE;

  private final Map<Key, Long> stamps = new LinkedHashMap<>();

  private record Key(String id, @Nullable String clientId) {}

  /** {@code placed} says whether its stamp tells its place in the channel. */
  void add(ReceivedMessage message, boolean placed) {
    Key key = key(message);
    stamps.remove(key);
    stamps.put(key, placed ? message.timestamp() : NO_STAMP);
    if (stamps.size() > MOST) {
      Iterator<Key> oldest = stamps.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  boolean contains(ReceivedMessage message) {
    return stamps.containsKey(key(message));
  }

  /**
   * The earliest broker time among them, empty when there are none. What follows the last of them
   * in its channel may carry an earlier stamp, since the clocks of the broker's sites differ: in a
   * busy room even one earlier than all of them.
   */
  Optional<Instant> since() {
    return stamps.values().stream()
        .filter(stamp -> stamp != NO_STAMP)
        .min(Long::compareTo)
        .map(Instant::ofEpochMilli);
  }

  void clear() {
    stamps.clear();
  }

  private static Key key(ReceivedMessage message) {
    return new Key(message.id(), message.clientId());
  }
}
