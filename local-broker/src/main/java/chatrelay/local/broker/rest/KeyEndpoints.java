package chatrelay.local.broker.rest;

import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.auth.Revocations.Rule;
import chatrelay.local.broker.auth.TokenRequests;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /keys/{name}}: token requests and revocation (Ably documentation, "Token revocation").
 * Stateless.
 */
record KeyEndpoints(TokenRequests tokenRequests, Realtime realtime) {
  private static final int MAX_TARGETS = 100;
  private static final long MARGIN_MILLIS = 30_000;
  private static final long HOUR_MILLIS = 3_600_000;

  RestResponse handle(RestRequest request, Function<RestRequest, Grant> caller) {
    List<String> path = request.path();
    if (path.size() != 3 || !request.method().equals("POST")) {
      throw RestApi.notFound();
    }
    Fields body = request.object();
    return switch (path.get(2)) {
      case "requestToken" -> {
        Subject subject = Subject.ofPath(String.join("/", path));
        realtime.conditions().faults().refuseAt(Point.RENEW, subject);
        Grant grant = body.has("mac") ? null : caller.apply(request);
        yield RestResponse.of(201, tokenRequests.issue(path.get(1), body, grant));
      }
      case "revokeTokens" -> revoke(path.get(1), body, caller.apply(request), request.version());
      default -> throw RestApi.notFound();
    };
  }

  private RestResponse revoke(String keyName, Fields body, Grant grant, int version) {
    if (!grant.basic()) {
      throw new ProtocolException(40162, "Revoking tokens needs the key itself");
    }
    if (!grant.key().name().equals(keyName)) {
      throw new ProtocolException(40133, "Only a key's own tokens can be revoked");
    }
    if (!grant.key().revocableTokens()) {
      throw new ProtocolException(40163, "Token revocation is not enabled for this key");
    }
    List<Object> targets = body.list("targets");
    if (targets.isEmpty() || targets.size() > MAX_TARGETS) {
      throw new ProtocolException(40000, "Between 1 and " + MAX_TARGETS + " targets are needed");
    }
    long now = realtime.conditions().now();
    long issuedBefore = body.number("issuedBefore", now);
    if (issuedBefore > now || issuedBefore < now - HOUR_MILLIS) {
      throw new ProtocolException(40000, "issuedBefore must lie within the last hour");
    }
    boolean margin = body.isTrue("allowReauthMargin");
    long appliesAt = now + (margin ? MARGIN_MILLIS : 0);
    List<Fields> results = new ArrayList<>();
    for (Object target : targets) {
      results.add(revoke(String.valueOf(target), issuedBefore, appliesAt, grant, margin));
    }
    return RestResponse.of(201, version < 3 ? results : BatchEndpoints.summary(results));
  }

  private Fields revoke(
      String target, long issuedBefore, long appliesAt, Grant grant, boolean margin) {
    if (!target.matches("(?s)(clientId|revocationKey|channel):.+")) {
      ErrorInfo error = ErrorInfo.of(40000, "A target is clientId:x, revocationKey:x or channel:x");
      return new Fields().put("target", target).put("error", error.toFields());
    }
    realtime.revoke(grant.app(), new Rule(target, issuedBefore, appliesAt), margin);
    return new Fields()
        .put("target", target)
        .put("issuedBefore", issuedBefore)
        .put("appliesAt", appliesAt);
  }
}
