package chatrelay.local.broker.wire;

/**
 * A refusal that the client must see. Thrown where the rule is checked, turned into an ERROR or
 * NACK frame or a REST error body at the edge. Carries no stack trace: it is an answer, not a fault
 * of the broker.
 */
public final class ProtocolException extends RuntimeException {
  private final transient ErrorInfo error;

  public ProtocolException(ErrorInfo error) {
    super(error.code() + ": " + error.message(), null, false, false);
    this.error = error;
  }

  /** Status derived from the code, see {@link ErrorInfo#of}. */
  public ProtocolException(int code, String message) {
    this(ErrorInfo.of(code, message));
  }

  /**
   * 40160 for an operation on a channel, in hosted Ably's words, which ably-java's suite checks.
   */
  public static ProtocolException notPermitted() {
    return new ProtocolException(40160, "Unable to perform channel operation (permission denied)");
  }

  public ErrorInfo error() {
    return error;
  }
}
