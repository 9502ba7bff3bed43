package chatrelay.local.broker.channel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ordered entries of one channel in a growing ring, addressed by position. Bounded by count,
 * bytes and age: the oldest entries go first. Not thread-safe; guarded by the channel's lock.
 */
final class ChannelLog {
  private @Nullable LogEntry[] ring = new @Nullable LogEntry[8];
  private long first;
  private long next;
  private long bytes;
  private String evictedSerial = "";

  long first() {
    return first;
  }

  long next() {
    return next;
  }

  boolean isEmpty() {
    return first == next;
  }

  /**
   * Serial of the newest evicted entry, empty when there is none; a cursor before it has missed
   * entries.
   */
  String evictedSerial() {
    return evictedSerial;
  }

  void append(LogEntry entry) {
    if (entry.position() != next) {
      throw new IllegalStateException("LogEntry out of order");
    }
    if (next - first == ring.length) {
      grow();
    }
    ring[index(next)] = entry;
    next++;
    bytes += entry.size();
  }

  LogEntry get(long position) {
    LogEntry entry = position < first || position >= next ? null : ring[index(position)];
    if (entry == null) {
      throw new IllegalArgumentException("No entry at " + position);
    }
    return entry;
  }

  /** Up to {@code max} entries from a position on. */
  List<LogEntry> from(long position, int max) {
    List<LogEntry> entries = new ArrayList<>();
    for (long at = position; at < next && entries.size() < max; at++) {
      entries.add(get(at));
    }
    return entries;
  }

  /** The position of the first entry whose serial is greater than the given one. */
  long after(String serial) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (get(middle).serial().compareTo(serial) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Drops entries that are older than a time or beyond the given count or bytes. */
  void evict(long olderThan, int maxEntries, long maxBytes) {
    while (first < next) {
      LogEntry oldest = get(first);
      if (oldest.timestamp() >= olderThan && next - first <= maxEntries && bytes <= maxBytes) {
        return;
      }
      ring[index(first)] = null;
      first++;
      bytes -= oldest.size();
      evictedSerial = oldest.serial();
    }
  }

  private void grow() {
    @Nullable LogEntry[] larger = new @Nullable LogEntry[ring.length * 2];
    for (long at = first; at < next; at++) {
      larger[(int) (at & (larger.length - 1))] = ring[index(at)];
    }
    ring = larger;
  }

  private int index(long position) {
    return (int) (position & (ring.length - 1));
  }
}
