package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.PresenceMessage;
import chatrelay.local.broker.wire.WireFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One accepted publish or presence frame in a channel's log. Exactly one of {@code messages} and
 * {@code presence} is non-empty. {@code position} counts from 0 without holes; {@code serial} is
 * the position as clients see it and sorts as text. Immutable.
 */
public record LogEntry(
    long position,
    String serial,
    String id,
    @Nullable String connectionId,
    long timestamp,
    List<Message> messages,
    List<PresenceMessage> presence,
    int size) {

  public boolean isPresence() {
    return !presence.isEmpty();
  }

  /** The number of messages or presence events. */
  public int count() {
    return isPresence() ? presence.size() : messages.size();
  }

  /** The publish without ephemeral messages, as it is replayed; null when nothing is left. */
  public @Nullable LogEntry withoutEphemeral() {
    if (messages.stream().noneMatch(Message::isEphemeral)) {
      return this;
    }
    List<Message> kept = messages.stream().filter(message -> !message.isEphemeral()).toList();
    return kept.isEmpty() ? null : with(kept);
  }

  /** The same publish with fewer messages. */
  LogEntry with(List<Message> fewer) {
    return new LogEntry(position, serial, id, connectionId, timestamp, fewer, presence, size);
  }

  /** The frame for an attachment that named the channel so. */
  public Fields toFrame(String channel, WireFormat format) {
    Fields frame =
        new Fields()
            .put("action", (isPresence() ? FrameAction.PRESENCE : FrameAction.MESSAGE).code())
            .put("channel", channel)
            .put("channelSerial", serial)
            .put("id", id)
            .put("connectionId", connectionId)
            .put("timestamp", timestamp);
    if (isPresence()) {
      return frame.put("presence", presence.stream().map(event -> event.toFields(format)).toList());
    }
    return frame.put(
        "messages", messages.stream().map(message -> message.toFields(format)).toList());
  }
}
