package chatrelay.local.broker;

import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.rest.RestApi;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flush.FlushConsolidationHandler;

/** Prepares an accepted socket for HTTP; the upgrade turns it into a WebSocket later. Stateless. */
final class SocketSetup extends ChannelInitializer<SocketChannel> {
  private static final int MAX_HEAD = 256 << 10;

  /** Bodies of batch requests may be larger than frames; nothing else is read beyond this. */
  private static final int MAX_BODY = 2 << 20;

  private final ChannelGroup sockets;
  private final Realtime realtime;
  private final RestApi rest;

  SocketSetup(ChannelGroup sockets, Realtime realtime) {
    this.sockets = sockets;
    this.realtime = realtime;
    this.rest = new RestApi(realtime);
  }

  @Override
  protected void initChannel(SocketChannel socket) {
    sockets.add(socket);
    socket
        .pipeline()
        .addLast("flush", new FlushConsolidationHandler(256, true))
        .addLast("deadline", new RequestDeadline())
        .addLast(
            "http",
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_HEAD)
                    .setMaxHeaderSize(MAX_HEAD)))
        .addLast("body", new HttpObjectAggregator(MAX_BODY))
        .addLast("front", new HttpFront(rest, realtime));
  }
}
