package chatrelay.local.broker.rest;

import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.channel.Accepted;
import chatrelay.local.broker.channel.ChangeRules;
import chatrelay.local.broker.channel.Channel;
import chatrelay.local.broker.channel.ChannelName;
import chatrelay.local.broker.channel.HistoryQuery;
import chatrelay.local.broker.channel.Occupancy;
import chatrelay.local.broker.channel.PublishRules;
import chatrelay.local.broker.channel.ResultPage;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.realtime.Connections;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.MessageVersion;
import chatrelay.local.broker.wire.PresenceMessage;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /channels}: publish, history, presence, status and enumeration. Stateless. */
record ChannelEndpoints(Realtime realtime) {

  RestResponse handle(RestRequest request, Grant grant) {
    List<String> path = request.path();
    if (path.size() == 1) {
      return enumerate(request, grant);
    }
    ChannelName name = ChannelName.parse(path.get(1));
    String resource = String.join("/", path.subList(2, path.size()));
    return switch (request.method() + " " + resource) {
      case "POST messages" -> publish(request, grant, name);
      case "GET messages", "GET history" -> history(request, grant, name, false);
      case "GET presence" -> members(request, grant, name);
      case "GET presence/history" -> history(request, grant, name, true);
      case "GET " ->
          RestResponse.of(
              200, details(name.requested(), realtime.channels().find(grant.app(), name.bare())));
      default -> message(request, grant, name);
    };
  }

  /** Requests for one message by its serial. */
  private RestResponse message(RestRequest request, Grant grant, ChannelName name) {
    List<String> path = request.path();
    boolean isMessage = path.size() >= 4 && path.get(2).equals("messages");
    String serial = isMessage ? path.get(3) : "";
    String rest = isMessage ? String.join("/", path.subList(4, path.size())) : "none";
    return switch (request.method() + " " + rest) {
      case "GET " -> {
        require(grant, name, "history");
        yield RestResponse.of(
            200,
            realtime
                .channels()
                .get(grant.app(), name.bare())
                .message(serial)
                .toFields(request.answerFormat()));
      }
      case "PATCH " -> change(request, grant, name, serial, MessageVersion.UPDATE);
      // As ably-java 1.5.0 asks for a deletion; later SDKs send a PATCH with the action.
      case "POST delete" -> change(request, grant, name, serial, MessageVersion.DELETE);
      default -> throw RestApi.notFound();
    };
  }

  private RestResponse change(
      RestRequest request, Grant grant, ChannelName name, String serial, int usual) {
    Fields body = Fields.of(request.tree());
    MessageVersion asked = MessageVersion.of((int) body.number("action", usual), body);
    Message change =
        Message.read(body, request.bodyFormat(), true)
            .asChange(serial, asked.action() == 0 ? asked.as(usual) : asked);
    Accepted accepted = publish(grant, name, List.of(change));
    return RestResponse.of(200, new Fields().put("versionSerial", accepted.serials().getFirst()));
  }

  private RestResponse publish(RestRequest request, Grant grant, ChannelName name) {
    if ("true".equals(request.query().get("_forceNack"))) {
      throw new ProtocolException(40099, "Publish rejected on request");
    }
    Accepted accepted = publish(grant, name, messages(request.tree(), request.bodyFormat()));
    return RestResponse.of(201, answer(name, accepted));
  }

  /** The body of a successful publish. */
  static Fields answer(ChannelName name, Accepted accepted) {
    return new Fields()
        .put("channel", name.requested())
        .put("messageId", accepted.messageId())
        .put("serials", accepted.serials());
  }

  /** One message or an array of them. */
  static List<Message> messages(Object tree, WireFormat format) {
    List<?> list = tree instanceof List<?> several ? several : List.of(tree);
    List<Message> messages = new ArrayList<>();
    for (Object message : list) {
      messages.add(Message.read(Fields.of(message), format, true));
    }
    return messages;
  }

  /** Publishes on behalf of a REST client, or of the connection whose key the messages carry. */
  Accepted publish(Grant grant, ChannelName name, List<Message> messages) {
    if (!ChangeRules.areChanges(messages)) {
      require(grant, name, "publish");
    }
    ChangeRules.check(grant, realtime.channels().get(grant.app(), name.bare()), messages);
    @Nullable String connectionId = null;
    @Nullable String identity = grant.clientId();
    for (Message message : messages) {
      if (message.connectionKey() != null) {
        Connections.Publisher publisher =
            realtime.connections().publisher(message.connectionKey(), grant.app());
        if (publisher == null) {
          throw new ProtocolException(40006, "Invalid connection key");
        }
        connectionId = publisher.connectionId();
        identity = "*".equals(identity) ? publisher.clientId() : identity;
      }
    }
    String base = Ids.random(10);
    List<Message> stamped =
        PublishRules.apply(messages, identity, base, realtime.conditions().limits());
    String dedupe = PublishRules.dedupeId(messages);
    Channel channel = realtime.channels().get(grant.app(), name.bare());
    return channel.publish(dedupe == null ? base : dedupe, connectionId, dedupe, stamped);
  }

  private RestResponse history(
      RestRequest request, Grant grant, ChannelName name, boolean presence) {
    require(grant, name, "history");
    HistoryQuery query = lagging(queryOf(request, presence), grant, name);
    Channel channel = realtime.channels().find(grant.app(), name.bare());
    ResultPage page = channel == null ? new ResultPage(List.of(), null) : channel.history(query);
    WireFormat format = request.answerFormat();
    List<Fields> items = page.items().stream().map(item -> item.toFields(format)).toList();
    Map<String, String> params = new LinkedHashMap<>();
    params.put("start", Long.toString(query.start()));
    params.put(
        "end",
        Long.toString(query.end() == Long.MAX_VALUE ? realtime.conditions().now() : query.end()));
    params.put("direction", query.forwards() ? "forwards" : "backwards");
    params.put("limit", Integer.toString(query.limit()));
    params.put("fromSerial", query.upTo() == null ? "" : query.upTo());
    return RestResponse.of(200, items)
        .withLinks(Links.of(request.path().getLast(), params, query.cursor(), page.next()));
  }

  /** Who is present, for a caller that may know. */
  List<PresenceMessage> members(Grant grant, ChannelName name) {
    require(grant, name, "subscribe", "presence");
    Channel channel = realtime.channels().find(grant.app(), name.bare());
    return channel == null ? List.of() : channel.members();
  }

  private RestResponse members(RestRequest request, Grant grant, ChannelName name) {
    String clientId = request.query().get("clientId");
    String connectionId = request.query().get("connectionId");
    List<PresenceMessage> wanted =
        members(grant, name).stream()
            .filter(member -> clientId == null || clientId.equals(member.clientId()))
            .filter(member -> connectionId == null || connectionId.equals(member.connectionId()))
            .toList();
    return paged(request, wanted, "presence", member -> member.toFields(request.answerFormat()));
  }

  private RestResponse enumerate(RestRequest request, Grant grant) {
    if (!grant.capability().allows("*", "channel-metadata")) {
      throw new ProtocolException(40160, "The capability does not permit channel-metadata");
    }
    String prefix = request.query().getOrDefault("prefix", "");
    List<Channel> wanted =
        realtime.channels().of(grant.app()).stream()
            .filter(channel -> channel.name().startsWith(prefix))
            .toList();
    boolean names = "id".equals(request.query().get("by"));
    return paged(
        request,
        wanted,
        "channels",
        channel -> names ? channel.name() : details(channel.name(), channel));
  }

  /** Pages through a list by offset; good enough for lists that live in memory. */
  private static <T> RestResponse paged(
      RestRequest request, List<T> all, String resource, Function<T, Object> form) {
    int limit = limit(request);
    int from = (int) Math.min(request.number("cursor", 0), all.size());
    int to = Math.min(from + limit, all.size());
    Map<String, String> params = new LinkedHashMap<>(request.query());
    params.keySet().retainAll(List.of("prefix", "by", "clientId", "connectionId"));
    params.put("limit", Integer.toString(limit));
    return RestResponse.of(200, all.subList(from, to).stream().map(form).toList())
        .withLinks(
            Links.of(
                resource,
                params,
                from == 0 ? null : Integer.toString(from),
                to < all.size() ? Integer.toString(to) : null));
  }

  private static Fields details(String name, @Nullable Channel channel) {
    Map<String, Object> metrics = channel == null ? Occupancy.NONE : channel.occupancy();
    return new Fields()
        .put("channelId", name)
        .put("name", name)
        .put(
            "status",
            new Fields()
                .put("isActive", channel != null)
                .put("occupancy", new Fields().put("metrics", metrics)));
  }

  private HistoryQuery lagging(HistoryQuery query, Grant grant, ChannelName name) {
    Subject subject = Subject.of(grant.clientId(), name.bare());
    return switch (realtime.conditions().faults().at(Point.HISTORY, subject)) {
      case Effect.Delay delay ->
          query.endingAt(realtime.conditions().now() - delay.time().toMillis());
      case Effect.Refuse refuse -> throw new ProtocolException(refuse.error());
      case null, default -> query;
    };
  }

  private static HistoryQuery queryOf(RestRequest request, boolean presence) {
    Map<String, String> query = request.query();
    long start = request.number("start", 0);
    long end = request.number("end", Long.MAX_VALUE);
    if (start > end) {
      throw new ProtocolException(40003, "start must not be after end");
    }
    String direction = query.getOrDefault("direction", "backwards");
    if (!direction.equals("backwards") && !direction.equals("forwards")) {
      throw new ProtocolException(40003, "direction must be 'backwards' or 'forwards'");
    }
    String upTo = query.getOrDefault("fromSerial", query.get("from_serial"));
    return new HistoryQuery(
        presence,
        start,
        end,
        direction.equals("forwards"),
        limit(request),
        upTo,
        query.get("cursor"));
  }

  /** Page size, 100 when not given; error 40003 outside 1 to 1000. */
  static int limit(RestRequest request) {
    long limit = request.number("limit", 100);
    if (limit < 1 || limit > 1_000) {
      throw new ProtocolException(40003, "limit must be between 1 and 1000");
    }
    return (int) limit;
  }

  /** Error 40160 when the grant has none of the operations on the channel. */
  static void require(Grant grant, ChannelName name, String... operations) {
    if (!grant.capability().allows(name.bare(), operations)) {
      throw ProtocolException.notPermitted();
    }
  }
}
