package chatrelay.worker.broker;

import chatrelay.schema.settings.AblySettings;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client for publishing and history, rebuilt when the key changes.
 *
 * <p>Get it for each request and don't keep it. A request in progress on the old client completes
 * normally. Thread-safe.
 */
public final class RestClient implements Supplier<AblyRest>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RestClient.class);

  private final AblyClients clients;
  private volatile Built built;

  private record Built(AblySettings settings, AblyRest rest) {}

  /**
   * Builds the first client.
   *
   * @throws AblyException when the SDK refuses the options
   */
  public RestClient(AblyClients clients) throws AblyException {
    this.clients = clients;
    AblySettings settings = clients.settings();
    this.built = new Built(settings, clients.rest(settings));
  }

  @Override
  public AblyRest get() {
    AblySettings wanted = clients.settings();
    Built current = built;
    return current.settings().equals(wanted) ? current.rest() : replaced(wanted);
  }

  private synchronized AblyRest replaced(AblySettings wanted) {
    Built old = built;
    if (!old.settings().equals(wanted)) {
      try {
        built = new Built(wanted, clients.rest(wanted));
        // Ends its idle pool only: synchronous requests, the only kind in use, continue.
        close(old);
      } catch (AblyException refused) {
        log.error("the SDK refused the new key: {}", String.valueOf(refused.errorInfo));
      }
    }
    return built.rest();
  }

  private static void close(Built old) {
    try {
      old.rest().close();
    } catch (Exception failure) {
      log.debug("the old client did not close: {}", failure.getClass().getSimpleName());
    }
  }

  @Override
  public void close() throws Exception {
    built.rest().close();
  }
}
