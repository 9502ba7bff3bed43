package chatrelay.local.broker.wire;

import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data of a message in canonical form: text, bytes or nothing, with the encoding that is left
 * once the transport's base64 is undone. Unknown encodings, and base64 that does not decode, are
 * kept as they came: the broker never interprets them (spec RSL6).
 */
public record Payload(@Nullable Object data, @Nullable String encoding) {
  public static final Payload NONE = new Payload(null, null);

  /**
   * Reads {@code data} and {@code encoding}. A JSON object or array becomes its text with a {@code
   * json} step when {@code structured} is allowed (plain REST clients); otherwise it is refused
   * with 40013, as are numbers and booleans.
   */
  public static Payload read(Fields fields, WireFormat format, boolean structured) {
    Object data = fields.value("data");
    String encoding = fields.string("encoding");
    if (encoding != null && encoding.isEmpty()) {
      encoding = null;
    }
    return switch (data) {
      case null -> new Payload(null, encoding);
      case byte[] bytes -> new Payload(bytes, encoding);
      case String text when format == WireFormat.JSON -> withoutBase64(text, encoding);
      case String text -> new Payload(text, encoding);
      case Map<?, ?> map when structured -> asJson(map, encoding);
      case List<?> list when structured -> asJson(list, encoding);
      default ->
          throw new ProtocolException(
              40013,
              "Message data must be text or binary; encode objects as JSON text with encoding 'json'");
    };
  }

  private static Payload asJson(Object tree, @Nullable String encoding) {
    String text = new String(WireFormat.JSON.encode(tree), StandardCharsets.UTF_8);
    return new Payload(text, encoding == null ? "json" : encoding + "/json");
  }

  private static Payload withoutBase64(String text, @Nullable String encoding) {
    if (encoding == null || !(encoding.equals("base64") || encoding.endsWith("/base64"))) {
      return new Payload(text, encoding);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      int end = encoding.length() - "/base64".length();
      return new Payload(bytes, end > 0 ? encoding.substring(0, end) : null);
    } catch (IllegalArgumentException notBase64) {
      return new Payload(text, encoding);
    }
  }

  /**
   * Adds {@code data} and {@code encoding} to an object in the reader's format; bytes become base64
   * text in JSON.
   */
  public void write(Fields fields, WireFormat format) {
    if (data instanceof byte[] bytes && format == WireFormat.JSON) {
      fields.put("data", Base64.getEncoder().encodeToString(bytes));
      fields.put("encoding", encoding == null ? "base64" : encoding + "/base64");
      return;
    }
    fields.put("data", data).put("encoding", encoding);
  }

  /** Length for limits (spec TM6): bytes of binary, UTF-8 bytes of text. */
  public int size() {
    return switch (data) {
      case byte[] bytes -> bytes.length;
      case String text -> utf8Length(text);
      case null, default -> 0;
    };
  }

  /** UTF-8 length without encoding. */
  static int utf8Length(@Nullable String text) {
    return text == null ? 0 : ByteBufUtil.utf8Bytes(text);
  }
}
