package chatrelay.worker.command.console;

import chatrelay.runtime.ExitCode;
import chatrelay.runtime.UnavailableException;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.broker.BrokerFailure;
import io.ably.lib.types.AblyException;

/** The error of a command that could not read the broker's history. */
public final class HistoryFailure {
  private HistoryFailure() {}

  /** {@code failure} with cause and fix; {@code channels} are those that the key must cover. */
  public static RuntimeException of(Exception failure, AblySettings settings, String channels) {
    return switch (failure) {
      case AblyException refused
          when BrokerFailure.of(refused).kind() == BrokerFailure.Kind.RETRYABLE ->
          new UnavailableException(
              settings.describe() + " does not respond; run ./chat doctor", refused);
      case AblyException refused ->
          new RefusedException(
              ExitCode.CONFIGURATION,
              "the broker refuses history (error "
                  + refused.errorInfo.code
                  + "): the key needs history on the "
                  + channels);
      case RuntimeException other -> other;
      default -> new UnavailableException(settings.describe() + " does not respond", failure);
    };
  }
}
