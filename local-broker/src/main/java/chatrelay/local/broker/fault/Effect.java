package chatrelay.local.broker.fault;

import chatrelay.local.broker.wire.ErrorInfo;
import java.time.Duration;

/**
 * What a fault does. {@link Point} lists the effects each point supports; others do nothing there.
 */
public sealed interface Effect {

  /** Resets the TCP connection; {@code after} lets the frame or request take effect first. */
  record Abort(boolean after) implements Effect {}

  /** Closes the WebSocket without a reason. */
  record CloseOnly() implements Effect {}

  /** Keeps the socket open and sends nothing more. */
  record Silence() implements Effect {}

  /** Answers with an error: NACK, channel ERROR, connection ERROR or error body. */
  record Refuse(ErrorInfo error) implements Effect {}

  /** Sends DISCONNECTED with the error and closes. */
  record Disconnect(ErrorInfo error) implements Effect {}

  /** Loses the frame. */
  record Suppress() implements Effect {}

  /** Delays the frame, the answer or the visibility in history. */
  record Delay(Duration time) implements Effect {}

  /** Collects this many ACKs into one. */
  record Coalesce(int frames) implements Effect {}

  /** Sends the frame after the following one. */
  record Swap() implements Effect {}

  /** Attaches at the head, without RESUMED and with this error. */
  record LoseContinuity(ErrorInfo error) implements Effect {}

  /** Sends this many entries again that the client already has. */
  record Overlap(int entries) implements Effect {}

  /** Answers an HTTP request with this status and no body. */
  record Status(int code) implements Effect {}

  /** Never answers. */
  record Hang() implements Effect {}

  /** Asks the client for a new token. */
  record Prompt() implements Effect {}

  /** Lets the client's token lapse. */
  record Expire() implements Effect {}

  /** Gives the client another capability, as a renewal would. */
  record Downgrade(String capability) implements Effect {}

  /**
   * Stops reading the logs for this client, as a full socket would, until the next {@code Resume}.
   */
  record Stall(boolean stalled) implements Effect {}

  /** Sends DETACHED, or a channel ERROR when {@code fatal}, and drops the attachment. */
  record Detach(String channel, ErrorInfo error, boolean fatal) implements Effect {}
}
