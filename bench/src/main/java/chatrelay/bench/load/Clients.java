package chatrelay.bench.load;

import chatrelay.schema.settings.AblySettings;
import java.net.http.HttpClient;

/** The kinds of clients that make the load. */
enum Clients {
  /** The real SDK, as in an application. */
  SDK,

  /** Bare WebSockets: the load itself then takes little of the machine. */
  BARE;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** A connected client with at most {@code window} publishes unacknowledged. */
  Client connect(AblySettings broker, String clientId, int window) {
    return switch (this) {
      case SDK -> new SdkClient(broker, clientId, window);
      case BARE -> new BareClient(HTTP, broker, clientId, window);
    };
  }
}
