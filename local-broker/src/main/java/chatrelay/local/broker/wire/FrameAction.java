package chatrelay.local.broker.wire;

import org.jspecify.annotations.Nullable;

/**
 * Kinds of protocol frames; the ordinal is the number on the wire (spec TR2). A frame with a number
 * above {@link #ANNOTATION} must never be sent: ably-java 1.5.0 indexes an array with it and
 * reconnects in a loop.
 */
@SuppressWarnings("EnumOrdinal") // The order is the protocol.
public enum FrameAction {
  HEARTBEAT,
  ACK,
  NACK,
  CONNECT,
  CONNECTED,
  DISCONNECT,
  DISCONNECTED,
  CLOSE,
  CLOSED,
  ERROR,
  ATTACH,
  ATTACHED,
  DETACH,
  DETACHED,
  PRESENCE,
  MESSAGE,
  SYNC,
  AUTH,
  ACTIVATE,
  OBJECT,
  OBJECT_SYNC,
  ANNOTATION;

  private static final FrameAction[] BY_CODE = values();

  /** The number on the wire. */
  public int code() {
    return ordinal();
  }

  /**
   * The action with this number, or null when the number is unknown; unknown inbound actions are
   * ignored.
   */
  public static @Nullable FrameAction of(long code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : null;
  }
}
