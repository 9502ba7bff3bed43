package chatrelay.local.broker.rest;

import chatrelay.local.broker.auth.Authenticator;
import chatrelay.local.broker.auth.Authenticator.Credentials;
import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.auth.TokenRequests;
import chatrelay.local.broker.channel.RateLimit;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Routes requests and turns refusals into error bodies. Safe for many threads. */
public final class RestApi {
  private final Realtime realtime;
  private final RateLimit rate;
  private final ChannelEndpoints channelEndpoints;
  private final AppEndpoints appEndpoints;
  private final BatchEndpoints batchEndpoints;
  private final KeyEndpoints keyEndpoints;

  public RestApi(Realtime realtime) {
    Authenticator authenticator = realtime.authenticator();
    this.realtime = realtime;
    this.rate = new RateLimit(realtime.conditions().limits().account().requests());
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
    String resource = request.path().getFirst();
    boolean counted = !resource.equals("apps") && !resource.equals("keys");
    if (counted && !rate.take(1, realtime.conditions().now())) {
      throw new ProtocolException(42918, "Maximum account-wide API request rate exceeded");
    }
    return switch (resource) {
      case "apps" -> appEndpoints.handle(request, this::caller);
      case "keys" -> keyEndpoints.handle(request, this::caller);
      case "channels" -> channelEndpoints.handle(request, caller(request));
      default ->
          switch (request.method() + " " + resource) {
            case "GET time" -> RestResponse.of(200, List.of(realtime.conditions().now()));
            case "POST messages" -> batchEndpoints.publish(request, caller(request));
            case "GET presence" -> batchEndpoints.presence(request, caller(request));
            case "GET stats" -> stats(request);
            // From a suite's fixture, or from its runner as a probe: accepted from
            // any caller and dropped, as by Ably's own local sandbox.
            case "POST stats" -> RestResponse.of(201, List.of());
            default -> throw notFound();
          };
    };
  }

  /** There are none. */
  private RestResponse stats(RestRequest request) {
    if (!caller(request).capability().allowsSomewhere("stats")) {
      throw new ProtocolException(40160, "The capability does not permit stats");
    }
    return RestResponse.of(200, List.of());
  }

  /** Who asks. */
  private Grant caller(RestRequest request) {
    Map<String, String> query = request.query();
    String token = query.getOrDefault("access_token", query.get("accessToken"));
    String encoded = request.headers().get("x-ably-clientid");
    return realtime
        .authenticator()
        .authenticate(
            new Credentials(query.get("key"), token, request.headers().get("authorization")),
            encoded == null ? query.get("clientId") : decoded(encoded));
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
