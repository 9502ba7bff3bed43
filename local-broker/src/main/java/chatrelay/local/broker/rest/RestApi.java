package chatrelay.local.broker.rest;

import chatrelay.local.broker.auth.Authenticator;
import chatrelay.local.broker.auth.Authenticator.Credentials;
import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.auth.TokenRequests;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes requests and turns refusals into error bodies. Safe for many threads. */
public final class RestApi {
  private final Realtime realtime;
  private final ChannelEndpoints channelEndpoints;
  private final AppEndpoints appEndpoints;
  private final BatchEndpoints batchEndpoints;
  private final KeyEndpoints keyEndpoints;

  public RestApi(Realtime realtime) {
    Authenticator authenticator = realtime.authenticator();
    this.realtime = realtime;
    this.channelEndpoints = new ChannelEndpoints(realtime);
    this.batchEndpoints = new BatchEndpoints(channelEndpoints);
    this.keyEndpoints =
        new KeyEndpoints(new TokenRequests(authenticator.apps(), authenticator.clock()), realtime);
    this.appEndpoints = new AppEndpoints(realtime);
  }

  /** Answers a request; never throws for bad input. */
  public RestResponse handle(RestRequest request) {
    try {
      return route(request);
    } catch (ProtocolException refused) {
      return RestResponse.failed(refused.error());
    }
  }

  private RestResponse route(RestRequest request) {
    List<String> path = request.path();
    return switch (path.getFirst()) {
      case "time" -> RestResponse.of(200, List.of(realtime.conditions().now()));
      case "apps" -> appEndpoints.handle(request, this::caller);
      case "keys" -> keyEndpoints.handle(request, this::caller);
      case "messages" -> batchEndpoints.publish(request, require(request));
      case "presence" -> batchEndpoints.presence(request, require(request));
      case "channels" -> channelEndpoints.handle(request, require(request));
      case "stats" -> stats(request);
      default -> throw notFound();
    };
  }

  /**
   * There are none. Those that are sent, from a suite's fixture or by its runner to see whether
   * anybody is there, are taken from everybody and dropped, as by Ably's own local sandbox.
   */
  private RestResponse stats(RestRequest request) {
    if (request.method().equals("POST")) {
      return RestResponse.of(201, List.of());
    }
    if (!require(request).capability().allowsSomewhere("stats")) {
      throw new ProtocolException(40160, "The capability does not permit stats");
    }
    return RestResponse.of(200, List.of());
  }

  /** Who asks; null when the request carries no credentials. */
  private @Nullable Grant caller(RestRequest request) {
    String key = request.query().get("key");
    String token = request.query().getOrDefault("access_token", request.query().get("accessToken"));
    String authorization = request.header("authorization");
    if (key == null && token == null && authorization == null) {
      return null;
    }
    String encoded = request.header("x-ably-clientid");
    return realtime
        .authenticator()
        .authenticate(
            new Credentials(key, token, authorization),
            encoded == null ? request.query().get("clientId") : decoded(encoded));
  }

  private Grant require(RestRequest request) {
    Grant grant = caller(request);
    if (grant == null) {
      throw new ProtocolException(40101, "No authentication information provided");
    }
    return grant;
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      throw new ProtocolException(40012, "X-Ably-ClientId must be base64");
    }
  }

  static ProtocolException notFound() {
    return new ProtocolException(new ErrorInfo(40400, 404, "Could not find path"));
  }
}
