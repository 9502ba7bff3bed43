package chatrelay.local.broker.fault;

import chatrelay.local.broker.wire.FrameAction;
import org.jspecify.annotations.Nullable;

/**
 * What a fault is about; the fields that make no sense at a point are null. {@code path} is a REST
 * path such as {@code channels/x/messages}.
 */
public record Subject(
    @Nullable String connectionId,
    @Nullable String clientId,
    @Nullable String channel,
    @Nullable FrameAction action,
    @Nullable String path) {

  /** A client, and the channel it is about. */
  public static Subject of(@Nullable String clientId, @Nullable String channel) {
    return new Subject(null, clientId, channel, null, null);
  }

  /** A REST request. */
  public static Subject ofPath(String path) {
    return new Subject(null, null, null, null, path);
  }
}
