package chatrelay.local.broker.rest;

import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.channel.ChannelName;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * {@code POST /messages} and {@code GET /presence}: many channels in one request, each succeeding
 * or failing on its own. Clients before version 3 get one flat list, later ones a result per
 * specification. Stateless.
 */
record BatchEndpoints(ChannelEndpoints endpoints) {
  private static final int MAX_CHANNELS = 100;

  RestResponse publish(RestRequest request, Grant grant) {
    Object tree = request.tree();
    List<List<Fields>> results = new ArrayList<>();
    for (Object spec : tree instanceof List<?> several ? several : List.of(tree)) {
      Fields fields = Fields.of(spec);
      Object messages = fields.value("messages");
      if (messages == null) {
        throw new ProtocolException(40000, "A batch needs channels and messages");
      }
      List<Message> parsed = ChannelEndpoints.messages(messages, request.bodyFormat());
      results.add(
          each(
              channelsOf(fields.value("channels")),
              name -> ChannelEndpoints.answer(name, endpoints.publish(grant, name, parsed))));
    }
    return request.version() < 3 ? flat(results) : RestResponse.of(201, summaries(tree, results));
  }

  private static Object summaries(Object tree, List<List<Fields>> results) {
    List<Fields> all = results.stream().map(BatchEndpoints::summary).toList();
    return tree instanceof List ? all : all.getFirst();
  }

  private static RestResponse flat(List<List<Fields>> results) {
    List<Fields> all = results.stream().flatMap(List::stream).toList();
    if (all.stream().noneMatch(result -> result.has("error"))) {
      return RestResponse.of(201, all);
    }
    ErrorInfo error = new ErrorInfo(40020, 400, "Batched response includes errors");
    return RestResponse.of(
        400, new Fields().put("error", error.toFields()).put("batchResponse", all));
  }

  RestResponse presence(RestRequest request, Grant grant) {
    WireFormat format = request.answerFormat();
    List<Fields> results =
        each(
            channelsOf(request.query().get("channels")),
            name -> {
              List<Fields> members =
                  endpoints.members(grant, name).stream()
                      .map(member -> member.toFields(format))
                      .toList();
              return new Fields().put("channel", name.requested()).put("presence", members);
            });
    return RestResponse.of(200, request.version() < 3 ? results : summary(results));
  }

  /** Counts and results as version 3 clients read them. */
  static Fields summary(List<Fields> results) {
    long failures = results.stream().filter(result -> result.has("error")).count();
    return new Fields()
        .put("successCount", results.size() - failures)
        .put("failureCount", failures)
        .put("results", results);
  }

  private static List<Fields> each(List<String> names, Function<ChannelName, Fields> work) {
    List<Fields> results = new ArrayList<>();
    for (String name : names) {
      try {
        results.add(work.apply(ChannelName.parse(name)));
      } catch (ProtocolException refused) {
        results.add(new Fields().put("channel", name).put("error", refused.error().toFields()));
      }
    }
    return results;
  }

  private static List<String> channelsOf(@org.jspecify.annotations.Nullable Object value) {
    List<String> names =
        switch (value) {
          case String text -> Arrays.asList(text.split(",", -1));
          case List<?> list -> list.stream().map(String::valueOf).toList();
          case null, default -> List.of();
        };
    if (names.isEmpty() || names.size() > MAX_CHANNELS) {
      throw new ProtocolException(40000, "A batch names 1 to " + MAX_CHANNELS + " channels");
    }
    return names;
  }
}
