package chatrelay.local.broker.realtime;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Format;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
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
  private final Format format;
  private Runnable whenDrained = () -> {};
  private int delayed;
  private boolean finished;
  private boolean silent;
  private long delayMillis;

  Transport(Channel socket, Format format) {
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

  /** Lets each frame from now on wait this long, in order. */
  void delay(long millis) {
    delayMillis = millis;
  }

  Format format() {
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
          format == Format.JSON
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
    socket
        .eventLoop()
        .schedule((Runnable) socket::close, delayMillis + LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Cuts the TCP connection with a reset, as a broken network would. Any thread. */
  void abort() {
    socket
        .eventLoop()
        .execute(() -> {
          finished = true;
          if (socket.isActive()) {
            socket.config().setOption(ChannelOption.SO_LINGER, 0);
          }
          socket.close();
        });
  }

  /** Sends a frame out of order, after a time. */
  void sendLater(byte[] frame, long millis) {
    socket.eventLoop().schedule(() -> send(frame), millis, TimeUnit.MILLISECONDS);
  }

  /** Drops everything from now on, close included; the socket stays open. */
  void silence() {
    silent = true;
  }

  /** Resets the connection once what is queued has left. */
  void abortAfterWrites() {
    socket.eventLoop().schedule(this::abort, delayMillis + 1, TimeUnit.MILLISECONDS);
  }

  private void write(WebSocketFrame frame) {
    if (silent) {
      frame.release();
      return;
    }
    if (delayMillis == 0) {
      socket.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      return;
    }
    delayed++;
    socket
        .eventLoop()
        .schedule(
            () -> {
              if (--delayed == MAX_DELAYED / 2) {
                whenDrained.run();
              }
              socket.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            },
            delayMillis,
            TimeUnit.MILLISECONDS);
  }
}
