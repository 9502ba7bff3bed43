package chatrelay.local.broker.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A presence event or member (spec TP3). Immutable. */
@SuppressWarnings("EnumOrdinal") // The order of the kinds is the protocol.
public record PresenceMessage(
    @Nullable String id,
    Kind action,
    @Nullable String clientId,
    @Nullable String connectionId,
    Payload payload,
    long timestamp,
    @Nullable Map<?, ?> extras) {

  /** The ordinal is the number on the wire (spec TP2). */
  public enum Kind {
    ABSENT,
    PRESENT,
    ENTER,
    LEAVE,
    UPDATE
  }

  /** Reads what a client sent; error 40003 for an action that does not exist. */
  public static PresenceMessage read(Fields fields, WireFormat format) {
    long action = fields.number("action", Kind.ENTER.ordinal());
    if (action < 0 || action >= Kind.values().length) {
      throw new ProtocolException(40003, "Unknown presence action " + action);
    }
    return new PresenceMessage(
        fields.string("id"),
        Kind.values()[(int) action],
        fields.string("clientId"),
        fields.string("connectionId"),
        Payload.read(fields, format, false),
        fields.number("timestamp", 0),
        fields.value("extras") instanceof Map<?, ?> map ? map : null);
  }

  /** The same event under another action. */
  public PresenceMessage as(Kind kind) {
    return new PresenceMessage(id, kind, clientId, connectionId, payload, timestamp, extras);
  }

  /** The same event by a client. */
  public PresenceMessage by(String author) {
    return new PresenceMessage(id, action, author, connectionId, payload, timestamp, extras);
  }

  /** The same event as the channel accepted it. */
  public PresenceMessage accepted(
      String acceptedId, Kind kind, String connection, Payload kept, long time) {
    return new PresenceMessage(acceptedId, kind, clientId, connection, kept, time, extras);
  }

  /** The form for a reader. */
  public Fields toFields(WireFormat format) {
    Fields fields =
        new Fields().put("id", id).put("action", action.ordinal()).put("clientId", clientId);
    fields.put("connectionId", connectionId);
    payload.write(fields, format);
    return fields.put("timestamp", timestamp == 0 ? null : timestamp).put("extras", extras);
  }

  /** Length for limits, in bytes. */
  public int size() {
    return Payload.utf8Length(clientId)
        + payload.size()
        + (extras == null ? 0 : WireFormat.JSON.encode(extras).length);
  }
}
