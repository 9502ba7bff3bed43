package chatrelay.worker.broker;

import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import java.util.Map;

/**
 * A client that does not build a recovery key.
 *
 * <p>ably-java 1.5.0 writes the serials of all channels of a connection as JSON at each frame that
 * comes in, for {@code Connection.recoveryKey}: more than half of its reader's work at 40 channels,
 * growing with them. The worker never recovers a connection by key, and resuming does not need one:
 * catch-up begins at the stored checkpoint.
 */
final class SubscribingClient extends AblyRealtime {
  SubscribingClient(ClientOptions options) throws AblyException {
    super(options);
  }

  @Override
  protected Map<String, String> getChannelSerials() {
    return Map.of();
  }
}
