package chatrelay.local.broker.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message (spec TM2). From a client, {@code connectionId}, {@code serial} and {@code timestamp}
 * are absent (null or 0) until the channel accepts it. With a {@code version} it changes the
 * earlier message whose serial it has. Immutable.
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
    @Nullable Map<?, ?> extras,
    @Nullable MessageVersion version) {

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
        fields.number("action", 0) == 0 ? fields.string("id") : null,
        fields.string("name"),
        Payload.read(fields, format, structured),
        fields.string("clientId"),
        null,
        fields.string("connectionKey"),
        0,
        fields.number("action", 0) == 0 ? null : fields.string("serial"),
        fields.value("extras") instanceof Map<?, ?> map ? map : null,
        MessageVersion.read(fields));
  }

  /** Rebuilds a stored message, with the fields only the broker sets. */
  public static Message restore(Fields fields, WireFormat format) {
    Message read = read(fields, format, false);
    return read.accepted(
        fields.string("id"),
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
    return new Message(
        acceptedId, name, payload, author, connection, null, time, position, extras, version);
  }

  /** The same as a change of the message with this serial. */
  public Message asChange(String target, MessageVersion change) {
    return new Message(
        id, name, payload, clientId, connectionId, connectionKey, 0, target, extras, change);
  }

  /**
   * A version of {@code original} as subscribers get it: with the serial, author and time of the
   * original, its fields where this has none, and a serial and time of its own in the version.
   */
  public Message acceptedOver(
      Message original, MessageVersion accepted, @Nullable String connection) {
    boolean isFragment = accepted.action() == MessageVersion.APPEND;
    return new Message(
        id,
        name == null ? original.name : name,
        payload.data() == null && !isFragment ? original.payload : payload,
        original.clientId,
        connection,
        null,
        original.timestamp,
        original.serial,
        extras == null ? original.extras : extras,
        accepted);
  }

  /** This accepted version as history shows it: an appended fragment behind what was there. */
  public Message foldedOver(Message before) {
    if (version == null || version.action() != MessageVersion.APPEND) {
      return this;
    }
    boolean areTexts = before.payload.data() instanceof String && payload.data() instanceof String;
    Payload whole =
        areTexts
            ? new Payload("" + before.payload.data() + payload.data(), before.payload.encoding())
            : payload;
    return new Message(
        id,
        name,
        whole,
        clientId,
        connectionId,
        null,
        timestamp,
        serial,
        extras,
        version.asUpdate());
  }

  /** The serial of its own place in the channel. */
  public @Nullable String positionSerial() {
    return version == null ? serial : version.serial();
  }

  /** Whether it is delivered once and never kept (Ably documentation, "Ephemeral messages"). */
  public boolean isEphemeral() {
    return extras != null && Boolean.TRUE.equals(extras.get("ephemeral"));
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
        .put("action", version == null ? 0 : version.action());
    if (version != null) {
      fields.put("version", version.toFields());
    } else if (serial != null) {
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
