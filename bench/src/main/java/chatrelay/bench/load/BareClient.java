package chatrelay.bench.load;

import chatrelay.bench.BarePeer;
import chatrelay.schema.settings.AblySettings;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A client that speaks the protocol over a bare WebSocket and looks at nothing but the text, so
 * that it takes less of the machine from what is measured.
 */
final class BareClient implements Client {
  private static final String CHANNEL = "\"channel\":\"";
  private static final String DATA = "\"data\":\"";

  private final Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
  private final String clientId;
  private final BarePeer peer;

  BareClient(HttpClient http, AblySettings broker, String clientId, int window) {
    this.clientId = clientId;
    this.peer = new BarePeer(http, broker, window, this::received);
  }

  @Override
  public void subscribe(String channel, Consumer<String> listener) {
    listeners.put(channel, listener);
    try {
      peer.attach(channel);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** Neither {@code id} nor {@code text} may hold what JSON would have to escape. */
  @Override
  public void publish(String channel, String id, String text) throws InterruptedException {
    peer.publish(
        channel,
        "[{\"id\":\"%s\",\"clientId\":\"%s\",\"name\":\"message\",\"data\":\"%s\"}]"
            .formatted(id, clientId, text));
  }

  private void received(String frame) {
    int from = frame.indexOf(CHANNEL) + CHANNEL.length();
    Consumer<String> listener = listeners.get(frame.substring(from, frame.indexOf('"', from)));
    if (listener == null) {
      throw new IllegalStateException("a frame of a channel that was not subscribed to");
    }
    for (int at = frame.indexOf(DATA); at >= 0; at = frame.indexOf(DATA, at)) {
      at += DATA.length();
      listener.accept(frame.substring(at, frame.indexOf('"', at)));
    }
  }

  /** None: a refusal ends the measurement. */
  @Override
  public int refused() {
    return 0;
  }

  @Override
  public void close() {
    peer.close();
  }
}
