package chatrelay.worker.broker;

import io.ably.lib.debug.DebugOptions.RawProtocolListener;
import io.ably.lib.types.Message;
import io.ably.lib.types.ProtocolMessage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes from an incoming frame what makes ably-java 1.5.0 drop the whole frame or reconnect
 * endlessly: encoding chains it can't decode, and {@code extras.delta}.
 *
 * <p>{@code ConnectionManager.onMessage} calls this on the reader thread before it dispatches a
 * frame, and a change to the frame is what the SDK then sees. A replaced encoding arrives at the
 * listener undecoded and is stored as a rejection. Never throws.
 */
public final class FrameSanitiser implements RawProtocolListener {
  /** What an encoding chain that can't be decoded is replaced with; unknown to the SDK. */
  public static final String UNDECODABLE = "undecodable";

  private static final Set<String> DECODABLE =
      Set.of("", "json", "utf-8", "base64", "utf-8/base64", "json/utf-8", "json/utf-8/base64");

  /** Whether the SDK decodes this chain without damage to the rest of the frame. */
  public static boolean isDecodable(@Nullable String encoding) {
    return encoding == null || DECODABLE.contains(encoding);
  }

  /**
   * Called with each frame of messages before the SDK dispatches it; must neither block nor throw.
   */
  public interface FrameObserver {
    /** {@code messages} are about to be delivered on {@code channel}. */
    void frame(String channel, int messages);
  }

  private final FrameObserver observer;

  FrameSanitiser(FrameObserver observer) {
    this.observer = observer;
  }

  @Override
  public void onRawConnectRequested(String url) {}

  @Override
  public void onRawConnect(String url) {}

  @Override
  public void onRawMessageSend(ProtocolMessage frame) {}

  @Override
  public void onRawMessageRecv(ProtocolMessage frame) {
    Message @Nullable [] messages = frame.messages;
    if (messages == null) {
      return;
    }
    for (Message message : messages) {
      sanitise(message);
    }
    if (frame.channel != null && frame.action == ProtocolMessage.Action.message) {
      observer.frame(frame.channel, messages.length);
    }
  }

  private static void sanitise(@Nullable Message message) {
    if (message == null) {
      return;
    }
    if (!isDecodable(message.encoding)) {
      message.encoding = UNDECODABLE;
    }
    if (message.extras != null) {
      // One flag is all that is used of a client's extras; a delta sets off a re-attach loop.
      message.extras = MessageKinds.extrasOf(MessageKinds.isEphemeral(message.extras));
    }
  }
}
