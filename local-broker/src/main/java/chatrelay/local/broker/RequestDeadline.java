package chatrelay.local.broker;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a socket that takes longer than 10 s from the first byte of a request to its last, however
 * it dribbles, or that stays silent for 90 s between requests. Event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Closing a socket reports nothing.
final class RequestDeadline extends ChannelInboundHandlerAdapter {
  private static final long REQUEST_SECONDS = 10;
  private static final long SILENCE_SECONDS = 90;

  private boolean reading;
  private io.netty.util.concurrent.@Nullable Future<?> timer;

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    restart(context, SILENCE_SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!reading) {
      reading = true;
      restart(context, REQUEST_SECONDS);
    }
    context.fireChannelRead(message);
  }

  /** The request is complete: wait for the next one. */
  void complete(ChannelHandlerContext context) {
    reading = false;
    restart(context, SILENCE_SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stop();
  }

  private void restart(ChannelHandlerContext context, long seconds) {
    stop();
    timer = context.executor().schedule((Runnable) context::close, seconds, TimeUnit.SECONDS);
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
