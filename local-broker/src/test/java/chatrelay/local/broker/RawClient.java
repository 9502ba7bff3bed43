package chatrelay.local.broker;

import chatrelay.local.broker.wire.Action;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Format;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Speaks the protocol in JSON without an SDK, to see and send exact frames. */
final class RawClient implements AutoCloseable, WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<Fields> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;

  private RawClient(LocalBroker broker, String query) {
    URI uri = URI.create("ws://" + broker.host() + ":" + broker.port() + "/?" + query);
    socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).join();
  }

  /** Opens a socket with exactly this query. */
  static RawClient open(LocalBroker broker, String query) {
    return new RawClient(broker, query);
  }

  /** Opens a socket with the broker's first key and more parameters. */
  static RawClient withKey(LocalBroker broker, String more) {
    return open(broker, "v=4&format=json&key=" + broker.key() + (more.isEmpty() ? "" : "&" + more));
  }

  RawClient send(String json) {
    socket.sendText(json.replace('\'', '"'), true).join();
    return this;
  }

  void sendBinary(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  /** The next frame of the action, skipping others. */
  Fields await(Action action) {
    return await(frame -> frame.number("action", -1) == action.code());
  }

  Fields await(Predicate<Fields> wanted) {
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (true) {
        Fields frame = frames.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (frame == null) {
          throw new AssertionError("No such frame within 20 s");
        }
        if (wanted.test(frame)) {
          return frame;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** An object inside a frame that must be there. */
  static Fields inner(Fields frame, String name) {
    return Objects.requireNonNull(frame.fields(name), () -> "No " + name + " in " + frame.asMap());
  }

  /** The code of a frame's error. */
  static int code(Fields frame) {
    return (int) inner(frame, "error").number("code", 0);
  }

  /** The very next frame. */
  Fields next() {
    return await(frame -> true);
  }

  /** The close code, or 1006 for a lost socket. */
  int awaitClose() {
    return closed.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      frames.add(
          Fields.of(Format.JSON.decode(partial.toString().getBytes(StandardCharsets.UTF_8))));
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(statusCode);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(1006);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
