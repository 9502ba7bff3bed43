package chatrelay.local.broker.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client does to an earlier message (spec TM2s, MOP). Immutable.
 *
 * @param serial of the version, set by the channel; null before
 * @param timestamp of the version in ms, 0 before
 * @param clientId who asks for it
 */
public record MessageVersion(
    int action,
    @Nullable String serial,
    long timestamp,
    @Nullable String clientId,
    @Nullable String description,
    @Nullable Map<?, ?> metadata) {
  public static final int UPDATE = 1;
  public static final int DELETE = 2;
  public static final int APPEND = 5;

  /**
   * Reads {@code version}, or {@code operation} as ably-java 1.5.0 calls it; null for a new
   * message, error 40003 for an action that is not a client's.
   */
  static @Nullable MessageVersion read(Fields message) {
    int action = (int) message.number("action", 0);
    if (action == 0) {
      return null;
    }
    if (action != UPDATE && action != DELETE && action != APPEND) {
      throw new ProtocolException(40003, "A client can't publish a message with action " + action);
    }
    return of(action, message);
  }

  /** The same for an action that the request names. */
  public static MessageVersion of(int action, Fields message) {
    Fields version = message.fields("version");
    Fields given = version == null ? message.fields("operation") : version;
    Fields fields = given == null ? new Fields() : given;
    return new MessageVersion(
        action,
        fields.string("serial"),
        fields.number("timestamp", 0),
        fields.string("clientId"),
        fields.string("description"),
        fields.value("metadata") instanceof Map<?, ?> map ? map : null);
  }

  public MessageVersion as(int other) {
    return new MessageVersion(other, serial, timestamp, clientId, description, metadata);
  }

  public MessageVersion by(@Nullable String client) {
    return new MessageVersion(action, serial, timestamp, client, description, metadata);
  }

  public MessageVersion accepted(String position, long time) {
    return new MessageVersion(action, position, time, clientId, description, metadata);
  }

  MessageVersion asUpdate() {
    return as(UPDATE);
  }

  Fields toFields() {
    return new Fields()
        .put("serial", serial)
        .put("timestamp", timestamp)
        .put("clientId", clientId)
        .put("description", description)
        .put("metadata", metadata);
  }
}
