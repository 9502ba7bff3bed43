package chatrelay.worker.inbound;

import chatrelay.worker.broker.ReceivedMessage;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inbound half of the wire contract: checks the shape of a client's message.
 *
 * <p>Data is a string, or an object with a string {@code text} and allow-listed fields. Anything
 * else becomes {@link Content.Refused} with its reason, never an exception. Thread-safe.
 */
public final class MessageReader {
  /** Longest text in code points. */
  public static final int MAX_CODE_POINTS = 4_000;

  /** Longest text in bytes of UTF-8. */
  public static final int MAX_BYTES = 16 * 1024;

  /** Stored bytes of a refused message, in UTF-8. */
  public static final int KEPT_BYTES = 1024;

  /** Event name of a message whose own name is not allow-listed. */
  public static final String DEFAULT_EVENT = "message";

  private static final Set<String> EVENT_NAMES = Set.of(DEFAULT_EVENT, "chat", "reply", "action");
  private static final Set<String> FIELDS = Set.of("replyTo", "reference");
  private static final int MAX_FIELD = 128;

  private final InstantSource clock;

  /** Reads the time of reception from {@code clock}, the broker's. */
  public MessageReader(InstantSource clock) {
    this.clock = clock;
  }

  /** The message {@code received} in {@code room}; never throws on any content. */
  public InboundMessage read(RoomRoute room, ReceivedMessage received) {
    Instant now = clock.instant();
    Instant sent = Instant.ofEpochMilli(received.timestamp());
    // What history never holds takes the time of reception, as if its stamp could not be right:
    // such
    // a row is never looked for in history.
    boolean plausible =
        received.timestamp() > 0
            && !sent.isAfter(now)
            && received.kind() != ReceivedMessage.Kind.EPHEMERAL;
    String name = received.name();
    String eventName = name != null && EVENT_NAMES.contains(name) ? name : DEFAULT_EVENT;
    return new InboundMessage(
        room, received, eventName, content(received), plausible ? sent : now, now);
  }

  private static Content content(ReceivedMessage received) {
    Object data = received.data();
    switch (received.kind()) {
      case EDIT -> {
        return refused(RejectionReason.EDIT, data, received.encoding());
      }
      case DELETION -> {
        return refused(RejectionReason.DELETION, data, received.encoding());
      }
      case NEW, EPHEMERAL -> {}
    }
    Content content =
        received.encoding() == null
            ? contentOf(data)
            : refused(RejectionReason.UNDECODABLE, data, received.encoding());
    String clientId = received.clientId();
    boolean anonymous = clientId == null || clientId.isBlank();
    if (anonymous && content instanceof Content.Text) {
      return refused(RejectionReason.ANONYMOUS, data, null);
    }
    return content;
  }

  /** A plain text as the worker judges it: cleaned, or refused. */
  public static Content ofText(String text) {
    return contentOf(text);
  }

  private static Content contentOf(@Nullable Object data) {
    return switch (data) {
      case String text -> text(text, Content.Shape.STRING, null);
      case byte[] binary -> refused(RejectionReason.BINARY, binary, null);
      case JsonObject object -> object(object);
      case JsonPrimitive primitive when primitive.isString() ->
          text(primitive.getAsString(), Content.Shape.STRING, null);
      case null, default -> refused(RejectionReason.SHAPE, data, null);
    };
  }

  private static Content object(JsonObject object) {
    JsonElement text = object.get("text");
    if (text == null || !text.isJsonPrimitive() || !text.getAsJsonPrimitive().isString()) {
      return refused(RejectionReason.SHAPE, object, null);
    }
    return text(text.getAsString(), Content.Shape.OBJECT, fields(object));
  }

  private static Content text(String original, Content.Shape shape, @Nullable String fields) {
    if (isTooLong(original)) {
      return new Content.Refused(RejectionReason.TOO_LONG, kept(original), null, shape);
    }
    String text = TextCleaning.clean(original);
    if (TextCleaning.isInvisible(text)) {
      return new Content.Refused(RejectionReason.EMPTY, kept(original), null, shape);
    }
    // An original that can't be stored unchanged is stored cleaned.
    String kept = text.equals(original) ? null : storable(original);
    return new Content.Text(text, kept, shape, fields);
  }

  private static boolean isTooLong(String text) {
    if (text.length() > MAX_BYTES || text.codePointCount(0, text.length()) > MAX_CODE_POINTS) {
      return true;
    }
    return text.length() * 3 > MAX_BYTES
        && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
  }

  /** The allow-listed fields as JSON text, each a short clean string. */
  private static @Nullable String fields(JsonObject object) {
    JsonObject kept = new JsonObject();
    for (String name : FIELDS) {
      JsonElement value = object.get(name);
      if (value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
        String text = TextCleaning.clean(value.getAsString());
        if (!text.isEmpty() && text.length() <= MAX_FIELD) {
          kept.addProperty(name, text);
        }
      }
    }
    return kept.size() == 0 ? null : kept.toString();
  }

  private static Content.Refused refused(
      RejectionReason reason, @Nullable Object data, @Nullable String encoding) {
    Content.Shape shape = data instanceof JsonElement ? Content.Shape.OBJECT : Content.Shape.STRING;
    return switch (data) {
      case null -> new Content.Refused(reason, "null", encoding, Content.Shape.STRING);
      case byte[] binary -> new Content.Refused(reason, base64(binary), "base64", shape);
      case String text -> new Content.Refused(reason, kept(text), encoding, shape);
      case JsonNull none -> new Content.Refused(reason, none.toString(), encoding, shape);
      case JsonElement json -> new Content.Refused(reason, kept(shallow(json)), encoding, shape);
      default -> new Content.Refused(reason, kept(data.toString()), encoding, shape);
    };
  }

  private static String shallow(JsonElement json) {
    try {
      return json.toString();
    } catch (StackOverflowError tooDeep) {
      return json.isJsonArray() ? "[...]" : "{...}";
    }
  }

  private static String base64(byte[] binary) {
    int kept = Math.min(binary.length, KEPT_BYTES / 4 * 3);
    return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(binary, kept));
  }

  private static String storable(String original) {
    return new String(original.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** The longest prefix that fits, cut between characters. */
  private static String kept(String text) {
    String storable = storable(text.substring(0, Math.min(text.length(), KEPT_BYTES + 1)));
    byte[] bytes = storable.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= KEPT_BYTES) {
      return storable;
    }
    int end = KEPT_BYTES;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
