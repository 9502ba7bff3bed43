package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.WireFormat;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The encoded form of the newest entries, so that a message to a thousand subscribers is encoded
 * once per format. Holds 64 frames per format; a race costs a second encoding, never a wrong frame.
 * Safe for many threads.
 */
final class FrameCache {
  private static final int SIZE = 64;

  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Encoded(long position, int count, byte[] bytes) {}

  private final AtomicReferenceArray<@Nullable Encoded> json = new AtomicReferenceArray<>(SIZE);
  private final AtomicReferenceArray<@Nullable Encoded> msgpack = new AtomicReferenceArray<>(SIZE);

  byte[] encode(LogEntry entry, String channel, WireFormat format) {
    AtomicReferenceArray<@Nullable Encoded> slots = format == WireFormat.JSON ? json : msgpack;
    int slot = (int) (entry.position() % SIZE);
    Encoded cached = slots.get(slot);
    // A replayed entry may have fewer messages than it had live.
    if (cached != null
        && cached.position() == entry.position()
        && cached.count() == entry.count()) {
      return cached.bytes();
    }
    byte[] bytes = format.encode(entry.toFrame(channel, format));
    slots.set(slot, new Encoded(entry.position(), entry.count(), bytes));
    return bytes;
  }
}
