package chatrelay.worker.store;

import chatrelay.moderation.Verdict;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.RoomRoute;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message committed to the database, with its seq in the room.
 *
 * <p>Only this package makes them, so "published but not stored" does not compile. Immutable.
 */
public final class StoredMessage {
  private final long id;
  private final RoomRoute room;
  private final long seq;
  private final Payload payload;
  private final Instant sentAt;

  /** The content for readers. */
  record Payload(
      String text,
      Content.Shape shape,
      @Nullable String fields,
      String eventName,
      String clientId,
      String author,
      Verdict verdict) {}

  StoredMessage(long id, RoomRoute room, long seq, Payload payload, Instant sentAt) {
    this.id = id;
    this.room = room;
    this.seq = seq;
    this.payload = payload;
    this.sentAt = sentAt;
  }

  /** Key of its row. */
  public long id() {
    return id;
  }

  /** Its room. */
  public RoomRoute room() {
    return room;
  }

  /** Its seq in the room, dense from 1. */
  public long seq() {
    return seq;
  }

  /** The published text. */
  public String text() {
    return payload.text();
  }

  /** The form of the data on the wire. */
  public Content.Shape shape() {
    return payload.shape();
  }

  /** Allow-listed fields beside the text, as a JSON object. */
  public @Nullable String fields() {
    return payload.fields();
  }

  /** Name of the event on the outbound channel. */
  public String eventName() {
    return payload.eventName();
  }

  /** The author's client id, verified by the broker. */
  public String clientId() {
    return payload.clientId();
  }

  /** The author's display name, given by the server. */
  public String author() {
    return payload.author();
  }

  /** Accepted or masked. */
  public Verdict verdict() {
    return payload.verdict();
  }

  /** The broker's time of the inbound message. */
  public Instant sentAt() {
    return sentAt;
  }

  /** Approximate bytes on the wire, without JSON escapes. */
  int bytes() {
    String fields = payload.fields();
    return OutboxGroups.OVERHEAD_BYTES
        + OutboxGroups.utf8Length(payload.text())
        + (fields == null ? 0 : OutboxGroups.utf8Length(fields))
        + 2 * OutboxGroups.utf8Length(payload.clientId());
  }

  /** Never the text. */
  @Override
  public String toString() {
    return "StoredMessage[" + room.name() + " seq " + seq + " id " + id + "]";
  }
}
