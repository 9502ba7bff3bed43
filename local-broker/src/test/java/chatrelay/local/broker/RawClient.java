package chatrelay.local.broker;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.WireFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Speaks the protocol without an SDK, to see and send exact frames; JSON unless asked else. */
final class RawClient implements AutoCloseable, WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<Fields> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private final WebSocket socket;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private volatile boolean reading = true;

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

  void sendBinary(byte[] frame) {
    socket.sendBinary(ByteBuffer.wrap(frame), true).join();
  }

  /** Opens a socket in msgpack with the broker's first key. */
  static RawClient binary(LocalBroker broker) {
    return open(broker, "v=4&format=msgpack&key=" + broker.key());
  }

  /** Reads nothing from now on, as a client that hangs. */
  void stopReading() {
    reading = false;
  }

  /** Awaits CONNECTED. */
  Fields connected() {
    return await(FrameAction.CONNECTED);
  }

  /** Attaches with more JSON fields such as {@code 'flags':32}; returns ATTACHED or ERROR. */
  Fields attach(String channel, String more) {
    send("{'action':10,'channel':'" + channel + "'" + (more.isEmpty() ? "" : "," + more) + "}");
    return await(frame ->
        channel.equals(frame.string("channel"))
            && (frame.number("action", -1) == FrameAction.ATTACHED.code()
                || frame.number("action", -1) == FrameAction.ERROR.code()));
  }

  /** Publishes one text under a serial; returns ACK or NACK. */
  Fields publish(String channel, int serial, String data) {
    send(
        "{'action':15,'channel':'%s','msgSerial':%d,'messages':[{'data':'%s'}]}"
            .formatted(channel, serial, data));
    return answer();
  }

  /** The next ACK or NACK. */
  Fields answer() {
    return await(frame ->
        frame.number("action", -1) == FrameAction.ACK.code()
            || frame.number("action", -1) == FrameAction.NACK.code());
  }

  /** Sends a ping and takes all frames up to its answer, which is left out. */
  List<Fields> drain() {
    String id = Ids.random(8);
    send("{'action':0,'id':'" + id + "'}");
    List<Fields> taken = new ArrayList<>();
    while (true) {
      Fields frame = next();
      if (id.equals(frame.string("id"))) {
        return taken;
      }
      taken.add(frame);
    }
  }

  /** The next frame of the action, skipping others. */
  Fields await(FrameAction action) {
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

  /** The message of the frame's error. */
  static @Nullable String message(Fields frame) {
    return inner(frame, "error").string("message");
  }

  /** The code of a frame's error. */
  static int code(Fields frame) {
    return (int) inner(frame, "error").number("code", 0);
  }

  /** The key with which a connection is resumed. */
  static String connectionKey(Fields connected) {
    return String.valueOf(inner(connected, "connectionDetails").string("connectionKey"));
  }

  /** True when no frame waits to be read. */
  boolean isEmpty() {
    return frames.isEmpty();
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
          Fields.of(WireFormat.JSON.decode(partial.toString().getBytes(StandardCharsets.UTF_8))));
      partial.setLength(0);
    }
    more(webSocket);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
    ByteBuffer joined = ByteBuffer.allocate(bytes.remaining() + data.remaining());
    bytes = joined.put(bytes).put(data).flip();
    if (last) {
      frames.add(Fields.of(WireFormat.MSGPACK.decode(bytes.array())));
      bytes = ByteBuffer.allocate(0);
    }
    more(webSocket);
    return null;
  }

  private void more(WebSocket webSocket) {
    if (reading) {
      webSocket.request(1);
    }
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
