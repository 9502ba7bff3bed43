package chatrelay.worker.broker;

import com.google.gson.JsonElement;
import io.ably.lib.types.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message as the SDK or history delivered it, copied and not yet interpreted.
 *
 * <p>{@code data} is a {@code String}, a {@code byte[]}, a {@link JsonElement} or null; {@code
 * encoding} is what the SDK could not decode, null when it decoded all. {@code timestamp} is the
 * broker's, in milliseconds since 1970. Ids are well-formed: JSON can hold a lone surrogate, UTF-8
 * and therefore msgpack can't, and a message must have one id on every way of delivery. The id of
 * an edit or a deletion is the serial of the version it makes, and its client who asks for it.
 */
public record ReceivedMessage(
    String id,
    @Nullable String clientId,
    @Nullable String name,
    @Nullable Object data,
    @Nullable String encoding,
    long timestamp,
    @Nullable String channelSerial,
    Kind kind) {
  private static final int OVERHEAD_BYTES = 256;

  /** What a message is to its channel. */
  public enum Kind {
    /** A new message, which the broker keeps in its history. */
    NEW,
    /** A new message that the broker delivers once and never keeps. */
    EPHEMERAL,
    /** Changes an earlier message or appends to it, and takes its place in history. */
    EDIT,
    /** Marks an earlier message as deleted, and takes its place in history. */
    DELETION;

    /** Whether it acts on an earlier message. */
    public boolean isChange() {
      return this == EDIT || this == DELETION;
    }
  }

  /** A new message that the broker keeps. */
  public ReceivedMessage(
      String id,
      @Nullable String clientId,
      @Nullable String name,
      @Nullable Object data,
      @Nullable String encoding,
      long timestamp,
      @Nullable String channelSerial) {
    this(id, clientId, name, data, encoding, timestamp, channelSerial, Kind.NEW);
  }

  /** Makes the ids well-formed. */
  public ReceivedMessage {
    id = WellFormed.of(id);
    clientId = clientId == null ? null : WellFormed.of(clientId);
  }

  /**
   * Copies a live message of the SDK; empty for what the broker itself says about a channel, such
   * as a summary. {@code channelSerial} is that of the frame it came in.
   */
  public static Optional<ReceivedMessage> of(Message message, @Nullable String channelSerial) {
    return MessageKinds.of(message).map(kind -> of(message, kind, channelSerial));
  }

  static ReceivedMessage of(Message message, Kind kind, @Nullable String channelSerial) {
    String id = message.id;
    String clientId = message.clientId;
    if (kind.isChange() && message.version != null) {
      id = message.version.serial == null ? id : message.version.serial;
      clientId = message.version.clientId == null ? clientId : message.version.clientId;
    }
    return new ReceivedMessage(
        id == null ? "" : id,
        clientId,
        message.name,
        message.data,
        message.encoding,
        message.timestamp,
        channelSerial,
        kind);
  }

  /** Only its position in the channel. */
  public ReceivedMessage withoutData() {
    return new ReceivedMessage(id, clientId, null, null, null, timestamp, channelSerial, kind);
  }

  /** About how much memory it holds, in bytes; two bytes a character. */
  public long bytes() {
    long data =
        switch (this.data()) {
          case null -> 0;
          case String text -> 2L * text.length();
          case byte[] binary -> binary.length;
          case JsonElement json -> 4L * lengthOf(json);
          default -> 1024;
        };
    return OVERHEAD_BYTES + data + 2L * (id.length() + lengthOf(name) + lengthOf(clientId));
  }

  private static int lengthOf(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** Without recursion: a client may nest deeper than the stack allows. */
  private static long lengthOf(JsonElement json) {
    long length = 0;
    Deque<JsonElement> left = new ArrayDeque<>();
    left.add(json);
    while (!left.isEmpty()) {
      JsonElement next = left.removeLast();
      if (next.isJsonObject()) {
        length += 16;
        for (var entry : next.getAsJsonObject().entrySet()) {
          length += entry.getKey().length();
          left.add(entry.getValue());
        }
      } else if (next.isJsonArray()) {
        length += 16;
        next.getAsJsonArray().forEach(left::add);
      } else {
        length += next.isJsonPrimitive() ? next.getAsString().length() + 8 : 8;
      }
    }
    return length;
  }
}
