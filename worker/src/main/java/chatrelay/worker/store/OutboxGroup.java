package chatrelay.worker.store;

import chatrelay.worker.inbound.RoomRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Contiguous messages of one room that are published together, as one array.
 *
 * <p>The base id and the members were written with the messages and never change, because the
 * broker recognises a repeat only by the same whole array.
 */
public final class OutboxGroup {
  private final String baseId;
  private final List<StoredMessage> messages;
  private final long writtenAt;
  private final long bytes;

  /** {@code age} is how long ago the rows were written, by the database's clock. */
  OutboxGroup(String baseId, List<StoredMessage> messages, Duration age) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a group has at least one message");
    }
    this.baseId = baseId;
    this.messages = List.copyOf(messages);
    this.writtenAt = System.nanoTime() - age.toNanos();
    this.bytes = messages.stream().mapToLong(StoredMessage::bytes).sum();
  }

  /**
   * The base id of a group that begins with {@code seq}. The room's creation time is the prefix,
   * because a new database starts at seq 1 again while the broker may still remember the old ids.
   */
  public static String baseId(Instant roomCreatedAt, String room, long seq) {
    String instance = Long.toString(roomCreatedAt.toEpochMilli(), Character.MAX_RADIX);
    return instance + "-" + room + "-" + seq;
  }

  /** The room. */
  public RoomRoute room() {
    return messages.getFirst().room();
  }

  /** In order of seq, without a hole. */
  public List<StoredMessage> messages() {
    return messages;
  }

  /** The lowest seq in it. */
  public long firstSeq() {
    return messages.getFirst().seq();
  }

  /** The highest seq in it. */
  public long lastSeq() {
    return messages.getLast().seq();
  }

  /** Approximate bytes on the wire. */
  public long bytes() {
    return bytes;
  }

  /** The common prefix of all ids. */
  public String baseId() {
    return baseId;
  }

  /** Id on the outbound channel of the message at {@code index}: the base, a colon, the index. */
  public String id(int index) {
    return baseId + ":" + index;
  }

  /** How long ago the rows were written, so that the first attempt can't be older. */
  public Duration age() {
    return Duration.ofNanos(Math.max(0, System.nanoTime() - writtenAt));
  }

  @Override
  public String toString() {
    return "OutboxGroup[" + baseId + " seq " + firstSeq() + " to " + lastSeq() + "]";
  }
}
