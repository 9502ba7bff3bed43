package chatrelay.worker.inbound;

import chatrelay.worker.broker.ReceivedMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client's message, shape-checked and not yet moderated.
 *
 * <p>{@code id} and {@code clientId} are the broker's, the latter null for an anonymous sender.
 * {@code eventName} is one that may be published. {@code sentAt} is the broker's time, never after
 * {@code receivedAt}, which is the worker's; both UTC. Only {@link MessageReader} makes them.
 */
public record InboundMessage(
    RoomRoute room,
    String id,
    @Nullable String clientId,
    String eventName,
    Content content,
    Instant sentAt,
    Instant receivedAt,
    @Nullable String channelSerial,
    long brokerTimestamp) {
  InboundMessage(
      RoomRoute room,
      ReceivedMessage received,
      String eventName,
      Content content,
      Instant sentAt,
      Instant receivedAt) {
    this(
        room,
        received.id(),
        received.clientId(),
        eventName,
        content,
        sentAt,
        receivedAt,
        received.channelSerial(),
        received.timestamp());
  }

  /**
   * Whether the broker's time stamp is a valid position in the channel. An edit or a deletion
   * carries the stamp of the message it acts on.
   */
  public boolean hasPlausibleStamp() {
    boolean change =
        content instanceof Content.Refused refused
            && (refused.reason() == RejectionReason.EDIT
                || refused.reason() == RejectionReason.DELETION);
    return !change && Stamps.isPlausible(brokerTimestamp, receivedAt.toEpochMilli());
  }

  /** Never the text. */
  @Override
  public String toString() {
    return "InboundMessage[" + room.name() + " " + id + "]";
  }
}
