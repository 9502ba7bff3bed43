package chatrelay.worker.broker;

import io.ably.lib.types.AblyException;
import io.ably.lib.types.ErrorInfo;
import java.io.IOException;

/**
 * An error of the broker and how to react to it, classified by code and never by text.
 *
 * <p>Codes as listed in Ably's error reference; 429xx and 5xxxx are limits and outages that pass,
 * 401xx and 403xx concern keys and rights, 400xx and 422xx one message. An answer without a code is
 * not the broker's and never rejects a message.
 */
public record BrokerFailure(Kind kind, int code, int status) {
  private static final int FIRST_CODE = 10_000;

  /** Codes 80000 to 80099 are the SDK's own for a connection that is lost or can't be made. */
  private static final int CONNECTION_CODES = 800;

  /** What to do about it. */
  public enum Kind {
    /** Send the same again later, under the same id. */
    RETRYABLE,
    /** The broker refuses this message permanently. */
    PERMANENT,
    /** Every publish fails until an operator fixes a key, a rule or an account. */
    CONFIGURATION
  }

  /**
   * What {@code failure} means. One of the network has no code here, though ably-java 1.5.0 gives
   * it 50000 or 50002 ({@code ErrorInfo.fromThrowable}).
   */
  public static BrokerFailure of(AblyException failure) {
    ErrorInfo error = failure.errorInfo;
    return error == null || failure.getCause() instanceof IOException
        ? new BrokerFailure(Kind.RETRYABLE, 0, 0)
        : of(error.code, error.statusCode);
  }

  /**
   * What a code and an HTTP status mean. Some local errors of ably-java 1.5.0 have the two swapped
   * ({@code Hosts}, {@code Channels.get}), which is corrected here.
   */
  public static BrokerFailure of(int code, int status) {
    if (status >= FIRST_CODE && code < 1_000) {
      return of(status, code);
    }
    return new BrokerFailure(kind(code, status), code, status);
  }

  private static Kind kind(int code, int status) {
    if (code >= FIRST_CODE) {
      return kindOfCode(code);
    }
    // Not the broker's answer: the outcome for the message is unknown.
    return status == 401 || status == 403 || status == 404 ? Kind.CONFIGURATION : Kind.RETRYABLE;
  }

  /** Whether the broker itself gave it; a proxy or the network did otherwise. */
  public boolean isFromBroker() {
    return code >= FIRST_CODE;
  }

  /**
   * Whether it only shows that the broker is not reached. The cause is logged once for the whole
   * process, by {@link chatrelay.schema.broker.BrokerWatch}, not for each room.
   */
  public boolean isOfNetwork() {
    return !isFromBroker() || code / 100 == CONNECTION_CODES;
  }

  private static Kind kindOfCode(int code) {
    int group = code / 100;
    return switch (group) {
      // 40000-40099: one request is wrong.
      case 400 -> code == 40_020 ? Kind.RETRYABLE : Kind.PERMANENT;
      // 401xx credentials, 403xx forbidden or disabled, 404xx no such app, 4011x account limits.
      case 401, 403, 404 -> Kind.CONFIGURATION;
      case 413, 422 -> Kind.PERMANENT;
      default -> Kind.RETRYABLE;
    };
  }

  /** As logged: the kind and the numbers, no text of the broker. */
  @Override
  public String toString() {
    return kind + " (code " + code + ", status " + status + ")";
  }
}
