package chatrelay.local.broker.rest;

import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.auth.Revocations.Rule;
import chatrelay.local.broker.auth.TokenRequests;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.ProtocolException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /keys/{name}}: token requests and revocation (Ably documentation, "Token revocation").
 * Stateless.
 */
final class KeyEndpoints {
  private static final int MAX_TARGETS = 100;
  private static final long MARGIN_MILLIS = 30_000;
  private static final long HOUR_MILLIS = 3_600_000;

  private final TokenRequests tokenRequests;
  private final Realtime realtime;
  private final Clock clock;

  KeyEndpoints(TokenRequests tokenRequests, Realtime realtime, Clock clock) {
    this.tokenRequests = tokenRequests;
    this.realtime = realtime;
    this.clock = clock;
  }

  RestResponse handle(RestRequest request, Function<RestRequest, @Nullable Grant> caller) {
    List<String> path = request.path();
    if (path.size() != 3 || !request.method().equals("POST")) {
      throw RestApi.notFound();
    }
    Fields body = request.object();
    return switch (path.get(2)) {
      case "requestToken" -> {
        Grant grant = body.has("mac") ? null : caller.apply(request);
        yield RestResponse.of(201, tokenRequests.issue(path.get(1), body, grant));
      }
      case "revokeTokens" -> revoke(path.get(1), body, caller.apply(request), request.version());
      default -> throw RestApi.notFound();
    };
  }

  private RestResponse revoke(String keyName, Fields body, @Nullable Grant grant, int version) {
    if (grant == null) {
      throw new ProtocolException(40101, "No authentication information provided");
    }
    if (!grant.basic()) {
      throw new ProtocolException(
          new ErrorInfo(40162, 401, "Revoking tokens needs the key itself"));
    }
    if (!grant.key().name().equals(keyName)) {
      throw new ProtocolException(
          new ErrorInfo(40133, 401, "Only a key's own tokens can be revoked"));
    }
    if (!grant.key().revocableTokens()) {
      throw new ProtocolException(
          new ErrorInfo(40163, 401, "Token revocation is not enabled for this key"));
    }
    List<Object> targets = body.list("targets");
    if (targets.isEmpty() || targets.size() > MAX_TARGETS) {
      throw new ProtocolException(40000, "Between 1 and " + MAX_TARGETS + " targets are needed");
    }
    long now = clock.millis();
    long issuedBefore = body.number("issuedBefore", now);
    if (issuedBefore > now || issuedBefore < now - HOUR_MILLIS) {
      throw new ProtocolException(40000, "issuedBefore must lie within the last hour");
    }
    boolean margin = body.isTrue("allowReauthMargin");
    List<Fields> results = new ArrayList<>();
    for (Object target : targets) {
      results.add(
          revoke(
              String.valueOf(target),
              issuedBefore,
              now + (margin ? MARGIN_MILLIS : 0),
              grant,
              margin));
    }
    return RestResponse.of(201, version < 3 ? results : BatchEndpoints.summary(results));
  }

  private Fields revoke(
      String target, long issuedBefore, long appliesAt, Grant grant, boolean margin) {
    if (!target.matches("(?s)(clientId|revocationKey|channel):.+")) {
      ErrorInfo error =
          new ErrorInfo(40000, 400, "A target is clientId:x, revocationKey:x or channel:x");
      return new Fields().put("target", target).put("error", error.toFields());
    }
    realtime.revoke(grant.app(), new Rule(target, issuedBefore, appliesAt), margin);
    return new Fields()
        .put("target", target)
        .put("issuedBefore", issuedBefore)
        .put("appliesAt", appliesAt);
  }
}
