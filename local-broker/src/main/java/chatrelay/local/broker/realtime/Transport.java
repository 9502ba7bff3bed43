package chatrelay.local.broker.realtime;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.WireFormat;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The outbound side of one socket: a single ordered queue of which the close is the last element.
 * Every frame may be delayed by a fixed time to imitate a network. Call on the socket's event loop,
 * except {@link #abort}.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Transport {
  private static final int MAX_DELAYED = 1_000;
  private static final long LINGER_MILLIS = 250;

  private final Channel socket;
  private final WireFormat format;
  private Runnable whenDrained = () -> {};
  private int delayed;
  private boolean finished;
  private boolean silent;
  private long delayMillis;

  Transport(Channel socket, WireFormat format) {
    this.socket = socket;
    this.format = format;
  }

  /**
   * Runs on the event loop when a full delay queue has room again; a full socket is reported by
   * Netty.
   */
  void whenDrained(Runnable action) {
    whenDrained = action;
  }

  /** Delays each later frame by this long, in order. */
  void delay(long millis) {
    delayMillis = millis;
  }

  WireFormat format() {
    return format;
  }

  /** False while the peer reads more slowly than the broker writes; readers of logs wait then. */
  boolean isWritable() {
    return socket.isWritable() && delayed < MAX_DELAYED && !finished;
  }

  boolean isFinished() {
    return finished;
  }

  void send(Fields frame) {
    send(format.encode(frame));
  }

  /** Queues an encoded frame; ignored after {@link #finish}. */
  void send(byte[] frame) {
    if (!finished) {
      write(
          format == WireFormat.JSON
              ? new TextWebSocketFrame(Unpooled.wrappedBuffer(frame))
              : new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame)));
    }
  }

  /**
   * Queues the close with code 1000 behind everything queued before; the socket ends shortly after.
   */
  void finish() {
    if (finished) {
      return;
    }
    write(new CloseWebSocketFrame(1000, ""));
    finished = true;
    after(delayMillis + LINGER_MILLIS, socket::close);
  }

  /** Cuts the TCP connection with a reset, as a broken network would. Any thread. */
  void abort() {
    execute(() -> {
      finished = true;
      if (socket.isActive()) {
        socket.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      socket.close();
    });
  }

  /** Sends a frame out of order, after a time. */
  void sendLater(byte[] frame, long millis) {
    after(millis, () -> send(frame));
  }

  /** Drops everything from now on, close included; the socket stays open. */
  void silence() {
    silent = true;
  }

  /** Resets the connection once what is queued has left. */
  void abortAfterWrites() {
    after(delayMillis + 1, this::abort);
  }

  private void write(WebSocketFrame frame) {
    if (silent) {
      frame.release();
      return;
    }
    if (delayMillis == 0) {
      flush(frame);
      return;
    }
    delayed++;
    after(
        delayMillis,
        () -> {
          if (--delayed == MAX_DELAYED / 2) {
            whenDrained.run();
          }
          flush(frame);
        });
  }

  private void flush(WebSocketFrame frame) {
    socket.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  /** Runs a task on the socket's event loop after some ms, unless it is cancelled. Any thread. */
  Future<?> after(long millis, Runnable task) {
    return socket.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Runs a task on the socket's event loop. Any thread. */
  void execute(Runnable task) {
    if (!socket.eventLoop().isShuttingDown()) {
      socket.eventLoop().execute(task);
    }
  }

  /** True for a caller on the socket's event loop, which must not wait for it. */
  boolean isOnItsLoop() {
    return socket.eventLoop().inEventLoop();
  }
}
