package chatrelay.local.broker.rest;

import chatrelay.local.broker.auth.ApiKey;
import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.auth.Apps;
import chatrelay.local.broker.auth.ChannelRights;
import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.auth.Namespaces;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.PresenceMessage;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /apps}: isolated test apps as Ably's SDK suites provision them in the sandbox. Stateless.
 */
record AppEndpoints(Realtime realtime) {
  /**
   * Frames to clients of a test app wait this long. Many tests of the SDKs' suites do their next
   * step while the answer is on its way, and lose a race against a broker without a network.
   */
  private static final long DELAY_MILLIS = 20;

  RestResponse handle(RestRequest request, Function<RestRequest, Grant> caller) {
    if (request.method().equals("POST") && request.path().size() == 1) {
      return create(request);
    }
    if (request.method().equals("DELETE") && request.path().size() == 2) {
      return delete(request, caller);
    }
    throw RestApi.notFound();
  }

  private RestResponse create(RestRequest request) {
    Fields spec = request.object();
    String appId = Ids.random(6);
    List<ApiKey> keys = new ArrayList<>();
    for (Object item : spec.list("keys")) {
      Fields key = Fields.of(item);
      Object capability = key.value("capability");
      keys.add(
          new ApiKey(
              appId,
              Ids.random(6),
              Ids.random(43),
              capability == null ? ChannelRights.ALL : ChannelRights.of(capability),
              key.isTrue("revocableTokens")));
    }
    Namespaces namespaces =
        Namespaces.of(namespaces(spec, "persisted"), namespaces(spec, "mutableMessages"));
    App app = apps().add(appId, keys, namespaces, maxMembers(spec), DELAY_MILLIS);
    spec.list("channels").forEach(fixture -> enterFixtures(app, Fields.of(fixture)));
    return RestResponse.of(201, describe(request, app, keys, spec));
  }

  private static List<String> namespaces(Fields spec, String rule) {
    return spec.list("namespaces").stream()
        .map(Fields::of)
        .filter(namespace -> namespace.isTrue(rule))
        .map(namespace -> String.valueOf(namespace.string("id")))
        .toList();
  }

  /** The only one of the sandbox's limits that the set-up of a suite asks for. */
  private static int maxMembers(Fields spec) {
    Fields limits = spec.fields("limits");
    Fields presence = limits == null ? null : limits.fields("presence");
    return presence == null ? 0 : Math.clamp(presence.number("maxMembers", 0), 0, 10_000);
  }

  /** Lets the members of a fixture enter; they never leave, because no connection owns them. */
  private void enterFixtures(App app, Fields fixture) {
    String connectionId = Ids.random(10);
    List<PresenceMessage> events = new ArrayList<>();
    for (Object member : fixture.list("presence")) {
      events.add(
          PresenceMessage.read(Fields.of(member), WireFormat.JSON).as(PresenceMessage.Kind.ENTER));
    }
    realtime
        .channels()
        .get(app, String.valueOf(fixture.string("name")))
        .updatePresence(connectionId + ":0", connectionId, events);
  }

  private Fields describe(RestRequest request, App app, List<ApiKey> keys, Fields spec) {
    long now = realtime.conditions().now();
    List<Fields> keyFields = new ArrayList<>();
    for (ApiKey key : keys) {
      keyFields.add(
          new Fields()
              .put("id", key.keyId())
              .put("value", key.full())
              .put("keyName", key.name())
              .put("keySecret", key.secret())
              .put("keyStr", key.full())
              .put("capability", key.capability().toString())
              .put("status", 0)
              .put("created", now)
              .put("expires", 0));
    }
    String host = request.headers().get("host", "127.0.0.1:80");
    int colon = host.lastIndexOf(':');
    return new Fields()
        .put("appId", app.id())
        .put("accountId", "local")
        .put("id", app.id())
        .put("status", 0)
        .put("created", now)
        .put("modified", now)
        .put("keys", keyFields)
        .put("namespaces", spec.list("namespaces"))
        .put("channels", spec.list("channels"))
        .put("connections", List.of())
        .put("tlsOnly", false)
        .put("endpoint", colon < 0 ? host : host.substring(0, colon))
        .put("port", colon < 0 ? 80 : Integer.parseInt(host.substring(colon + 1)))
        .put("tls", false);
  }

  private RestResponse delete(RestRequest request, Function<RestRequest, Grant> caller) {
    String id = request.path().get(1);
    App app = apps().get(id);
    if (app == null) {
      return RestResponse.of(204, null);
    }
    Grant grant = caller.apply(request);
    if (!grant.basic() || grant.app() != app) {
      throw new ProtocolException(40101, "Deleting an app needs one of its keys");
    }
    apps().remove(id);
    realtime.removeApp(app);
    return RestResponse.of(204, null);
  }

  private Apps apps() {
    return realtime.authenticator().apps();
  }
}
