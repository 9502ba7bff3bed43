package chatrelay.local.broker;

import chatrelay.local.broker.channel.Limits;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRules;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.realtime.ConnectRequest;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.rest.RestApi;
import chatrelay.local.broker.rest.RestRequest;
import chatrelay.local.broker.rest.RestResponse;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Splits HTTP requests from WebSocket upgrades. Event loop only. */
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpFront extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  private final RestApi rest;
  private final Realtime realtime;
  private final Limits limits;
  private final FaultRules faults;

  HttpFront(RestApi rest, Realtime realtime) {
    this.realtime = realtime;
    this.rest = rest;
    this.limits = realtime.conditions().limits();
    this.faults = realtime.conditions().faults();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    RequestDeadline deadline = context.pipeline().get(RequestDeadline.class);
    deadline.complete(context);
    if (!request.decoderResult().isSuccess()) {
      RestResponse refused = RestResponse.failed(ErrorInfo.of(40000, "Malformed HTTP request"));
      respond(context, refused, WireFormat.JSON, false);
      return;
    }
    if ("websocket".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE))) {
      upgrade(context, request);
      return;
    }
    answer(context, request);
  }

  private void answer(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    WireFormat format = WireFormat.JSON;
    RestResponse response;
    Effect fault = null;
    try {
      RestRequest parsed = parse(request);
      format = parsed.answerFormat();
      fault = faults.at(Point.REQUEST, Subject.ofPath(String.join("/", parsed.path())));
      response =
          switch (fault) {
            case Effect.Status status -> RestResponse.of(status.code(), null);
            case Effect.Refuse refuse -> RestResponse.failed(refuse.error());
            case Effect.Abort(boolean after) when !after -> RestResponse.of(503, null);
            case null, default -> handle(parsed);
          };
    } catch (ProtocolException malformed) {
      response = RestResponse.failed(malformed.error());
    } catch (RuntimeException e) {
      LOG.error("Request failed", e);
      response = RestResponse.failed(new ErrorInfo(50000, 500, "Internal error"));
    }
    RestResponse answer = response;
    WireFormat answerFormat = format;
    Runnable respond = () -> respond(context, answer, answerFormat, keepAlive);
    switch (fault) {
      case Effect.Hang hang -> {
        // The client must give up.
      }
      case Effect.Abort abort -> reset(context);
      case Effect.Delay delay ->
          context.executor().schedule(respond, delay.time().toMillis(), TimeUnit.MILLISECONDS);
      case null, default -> respond.run();
    }
  }

  private static void reset(ChannelHandlerContext context) {
    context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    context.close();
  }

  private RestResponse handle(RestRequest request) {
    boolean batch = request.path().size() == 1;
    if (!batch && request.body().length > limits.sizes().frame()) {
      throw new ProtocolException(
          40009, "Request body exceeds " + limits.sizes().frame() + " bytes");
    }
    return request.method().equals("OPTIONS") ? RestResponse.of(204, null) : rest.handle(request);
  }

  private static RestRequest parse(FullHttpRequest request) {
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    return new RestRequest(
        request.method().name(),
        RestRequest.segments(uri.rawPath()),
        parameters(uri),
        request.headers(),
        ByteBufUtil.getBytes(request.content()));
  }

  private static Map<String, String> parameters(QueryStringDecoder uri) {
    Map<String, String> params = new HashMap<>();
    try {
      uri.parameters().forEach((name, values) -> params.put(name, values.getLast()));
    } catch (IllegalArgumentException broken) {
      throw new ProtocolException(40000, "Malformed query");
    }
    return params;
  }

  private static void respond(
      ChannelHandlerContext context, RestResponse answer, WireFormat format, boolean keepAlive) {
    byte[] body = answer.body() == null ? new byte[0] : format.encode(answer.body());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(body));
    HttpHeaders headers = response.headers();
    if (body.length > 0) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, format.mediaType());
    }
    HttpUtil.setContentLength(response, body.length);
    headers.set("Access-Control-Allow-Origin", "*");
    headers.set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
    headers.set(
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, Accept, Ably-Agent, X-Ably-Version, X-Ably-Lib, X-Ably-ClientId, X-Requested-With");
    headers.set(
        "Access-Control-Expose-Headers",
        "Link, X-Ably-ErrorCode, X-Ably-ErrorMessage, X-Ably-ServerId");
    headers.set("X-Ably-ServerId", "local.1");
    headers.add(answer.headers());
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = context.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(limits.sizes().frame())
            .allowExtensions(false)
            .build();
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("ws://local/", null, config).newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
      return;
    }
    ConnectRequest connect;
    try {
      connect =
          ConnectRequest.of(
              parameters(new QueryStringDecoder(request.uri())),
              request.headers().get(HttpHeaderNames.AUTHORIZATION));
    } catch (ProtocolException malformed) {
      respond(context, RestResponse.failed(malformed.error()), WireFormat.JSON, false);
      return;
    }
    Effect fault = faults.at(Point.CONNECT, Subject.of(connect.clientId(), null));
    if (fault instanceof Effect.Abort) {
      reset(context);
      return;
    }
    if (fault instanceof Effect.Status status) {
      respond(context, RestResponse.of(status.code(), null), WireFormat.JSON, false);
      return;
    }
    handshaker
        .handshake(context.channel(), request)
        .addListener(done -> {
          if (done.isSuccess()) {
            context.pipeline().remove(RequestDeadline.class);
            context.pipeline().addLast(new WebSocketFrameAggregator(limits.sizes().frame()));
            context.pipeline().remove(this);
            realtime.open(context.channel(), connect, fault);
          } else {
            context.close();
          }
        });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("Socket failed: {}", cause.toString());
    context.close();
  }
}
