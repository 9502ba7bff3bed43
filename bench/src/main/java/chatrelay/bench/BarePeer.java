package chatrelay.bench;

import chatrelay.local.broker.LocalBroker;
import chatrelay.schema.settings.AblySettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket to the broker that looks only at the action of a frame. Frames reach the listener in
 * order on a thread of the HTTP client; one thread at a time may send.
 */
public final class BarePeer implements WebSocket.Listener, AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Consumer<String> messages;
  private final Semaphore attached;
  private final Semaphore window;
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;
  private volatile boolean reading = true;
  private long serial;

  /**
   * Connects to {@code broker}.
   *
   * @param unanswered publishes in flight at most
   * @param messages is called with the text of each MESSAGE frame
   */
  public BarePeer(HttpClient http, LocalBroker broker, int unanswered, Consumer<String> messages) {
    this(http, broker.host(), broker.port(), broker.key(), unanswered, messages);
  }

  /** The same with the broker of a stack, which must be a local one. */
  public BarePeer(HttpClient http, AblySettings broker, int unanswered, Consumer<String> messages) {
    this(
        http,
        Objects.requireNonNull(broker.endpoint(), "not hosted Ably"),
        broker.port(),
        broker.key().reveal(),
        unanswered,
        messages);
  }

  private BarePeer(
      HttpClient http,
      String host,
      int port,
      String key,
      int unanswered,
      Consumer<String> messages) {
    this.messages = messages;
    this.attached = new Semaphore(0);
    this.window = new Semaphore(unanswered);
    String query = "?v=4&format=json&echo=false&key=" + key;
    URI uri = URI.create("ws://" + host + ":" + port + "/" + query);
    this.socket = http.newWebSocketBuilder().buildAsync(uri, this).join();
  }

  /**
   * Attaches.
   *
   * @throws IllegalStateException without an answer within a minute
   */
  public BarePeer attach(String channel) throws InterruptedException {
    send("{\"action\":10,\"channel\":\"" + channel + "\"}");
    if (!attached.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Not attached within " + LIMIT_SECONDS + " s");
    }
    return this;
  }

  /**
   * Publishes a JSON array of messages as soon as the window allows.
   *
   * @throws IllegalStateException without an acknowledgement within a minute
   */
  public void publish(String channel, String messagesJson) throws InterruptedException {
    if (!window.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("No acknowledgement within " + LIMIT_SECONDS + " s");
    }
    send(
        "{\"action\":15,\"channel\":\""
            + channel
            + "\",\"msgSerial\":"
            + serial++
            + ",\"messages\":"
            + messagesJson
            + "}");
  }

  private void send(String frame) {
    socket.sendText(frame, true).join();
  }

  /** Reads nothing from now on, as a client that hangs. */
  public void stopReading() {
    reading = false;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    if (last && partial.isEmpty()) {
      received(data.toString());
    } else {
      partial.append(data);
      if (last) {
        received(partial.toString());
        partial.setLength(0);
      }
    }
    if (reading) {
      webSocket.request(1);
    }
    return null;
  }

  private void received(String frame) {
    if (frame.startsWith("{\"action\":15,")) {
      messages.accept(frame);
    } else if (frame.startsWith("{\"action\":1,")) {
      window.release();
    } else if (frame.startsWith("{\"action\":11,")) {
      attached.release();
    } else if (frame.startsWith("{\"action\":2,") || frame.startsWith("{\"action\":9,")) {
      throw new IllegalStateException("Refused: " + frame);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
    closed.complete(status);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(-1);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
