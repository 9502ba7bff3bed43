package chatrelay.local.broker.realtime;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.ProtocolException;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds WebSocket frames to a session. Text and binary frames are both read in the session's
 * format, because ably-java sends JSON in binary frames. Reading stops while the peer does not
 * read, so its answers can't pile up. Event loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class FrameHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final Logger LOG = LoggerFactory.getLogger(FrameHandler.class);

  private final Session session;

  FrameHandler(Session session) {
    this.session = session;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof PingWebSocketFrame) {
      context.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
      return;
    }
    if (frame instanceof CloseWebSocketFrame) {
      context.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(done -> context.close());
      return;
    }
    if (frame instanceof PongWebSocketFrame) {
      return;
    }
    try {
      byte[] bytes = ByteBufUtil.getBytes(frame.content());
      session.receive(Fields.of(session.format().decode(bytes)));
    } catch (ProtocolException malformed) {
      session.end(FrameAction.ERROR, malformed.error());
    } catch (RuntimeException e) {
      LOG.error("Frame failed", e);
      session.end(FrameAction.DISCONNECTED, new ErrorInfo(50000, 500, "Internal error"));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    boolean writable = context.channel().isWritable();
    context.channel().config().setAutoRead(writable);
    if (writable) {
      session.writable();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    session.disconnected();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("Socket failed: {}", cause.toString());
    context.close();
  }
}
