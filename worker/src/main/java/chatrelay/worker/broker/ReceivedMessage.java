package chatrelay.worker.broker;

import com.google.gson.JsonElement;
import io.ably.lib.types.Message;
import io.ably.lib.types.MessageAction;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message as the SDK or history delivered it, copied and not yet interpreted.
 *
 * <p>{@code data} is a {@code String}, a {@code byte[]}, a {@link JsonElement} or null; {@code
 * encoding} is what the SDK could not decode, null when it decoded all. {@code timestamp} is the
 * broker's, in milliseconds since 1970. Ids are well-formed: JSON can hold a lone surrogate, UTF-8
 * and therefore msgpack can't, and a message must have one id on every way of delivery.
 */
public record ReceivedMessage(
    String id,
    @Nullable String clientId,
    @Nullable String name,
    @Nullable Object data,
    @Nullable String encoding,
    long timestamp,
    @Nullable String channelSerial) {
  private static final int OVERHEAD_BYTES = 256;

  /** Makes the ids well-formed. */
  public ReceivedMessage {
    id = WellFormed.of(id);
    clientId = clientId == null ? null : WellFormed.of(clientId);
  }

  /** Copies a message of the SDK; {@code channelSerial} is that of the frame it came in. */
  public static ReceivedMessage of(Message message, @Nullable String channelSerial) {
    return new ReceivedMessage(
        message.id == null ? "" : message.id,
        message.clientId,
        message.name,
        message.data,
        message.encoding,
        message.timestamp,
        channelSerial);
  }

  /** Only its position in the channel. */
  public ReceivedMessage withoutData() {
    return new ReceivedMessage(id, clientId, null, null, null, timestamp, channelSerial);
  }

  /** Whether it says something new; updates, deletes and summaries are not chat messages. */
  public static boolean isNew(Message message) {
    return message.action == null || message.action == MessageAction.MESSAGE_CREATE;
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
