package chatrelay.local.broker.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message (spec TM2). From a client, {@code connectionId}, {@code serial} and {@code timestamp}
 * are absent (null or 0) until the channel accepts it. Immutable.
 */
public record Message(
    @Nullable String id,
    @Nullable String name,
    Payload payload,
    @Nullable String clientId,
    @Nullable String connectionId,
    @Nullable String connectionKey,
    long timestamp,
    @Nullable String serial,
    @Nullable Map<?, ?> extras) {

  /**
   * Reads what a client sent; see {@link Payload#read} for {@code structured}. Error 40016 for a
   * name that is not text.
   */
  public static Message read(Fields fields, WireFormat format, boolean structured) {
    if (fields.has("name") && fields.string("name") == null) {
      throw new ProtocolException(40016, "Message name must be text");
    }
    if (fields.has("extras") && fields.fields("extras") == null) {
      throw new ProtocolException(40032, "Message extras must be an object");
    }
    return new Message(
        fields.string("id"),
        fields.string("name"),
        Payload.read(fields, format, structured),
        fields.string("clientId"),
        null,
        fields.string("connectionKey"),
        0,
        null,
        fields.value("extras") instanceof Map<?, ?> map ? map : null);
  }

  /** Rebuilds a stored message, with the fields only the broker sets. */
  public static Message restore(Fields fields, WireFormat format) {
    Message read = read(fields, format, false);
    return read.accepted(
        read.id,
        read.clientId,
        fields.string("connectionId"),
        fields.number("timestamp", 0),
        fields.string("serial"));
  }

  /** The same message as the channel accepted it. */
  public Message accepted(
      @Nullable String acceptedId,
      @Nullable String author,
      @Nullable String connection,
      long time,
      @Nullable String position) {
    return new Message(acceptedId, name, payload, author, connection, null, time, position, extras);
  }

  /**
   * The form for a reader. A fresh message has action 0 and a version equal to its serial (spec
   * TM5, TM2s).
   */
  public Fields toFields(WireFormat format) {
    Fields fields = new Fields().put("id", id).put("name", name);
    payload.write(fields, format);
    fields
        .put("clientId", clientId)
        .put("connectionId", connectionId)
        .put("timestamp", timestamp == 0 ? null : timestamp)
        .put("serial", serial)
        .put("action", 0);
    if (serial != null) {
      fields.put("version", new Fields().put("serial", serial).put("timestamp", timestamp));
    }
    return fields.put("extras", extras);
  }

  /** Length for limits: name, client id, data and extras as JSON (spec TM6). */
  public int size() {
    int size = Payload.utf8Length(name) + Payload.utf8Length(clientId) + payload.size();
    return extras == null ? size : size + WireFormat.JSON.encode(extras).length;
  }
}
