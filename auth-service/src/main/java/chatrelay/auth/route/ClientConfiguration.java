package chatrelay.auth.route;

import chatrelay.auth.http.Json;
import chatrelay.auth.room.History;
import chatrelay.auth.token.TokenPolicy;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.ChannelTemplate;
import chatrelay.schema.settings.AblySettings;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * The client's settings, so that a client ships with one URL only: paths, the broker's address,
 * channel templates, limits. Holds no secret.
 */
final class ClientConfiguration {
  /** Longest message text, in code points; the worker rejects longer ones. */
  private static final int TEXT_CODE_POINTS = 4_000;

  private ClientConfiguration() {}

  static ObjectNode of(AblySettings broker, ChannelNames channels, Duration tokenTtl) {
    ObjectNode json = Json.object().put("version", 1);
    json.putObject("urls")
        .put("auth", "/auth")
        .put("session", "/session")
        .put("rooms", "/rooms")
        .put("history", "/rooms/{room}/messages");
    json.putObject("broker")
        .put("endpoint", broker.endpoint())
        .put("port", broker.port())
        .put("tls", broker.tls());
    json.putObject("channels")
        .put("inbound", template(channels.inbound(), "{room}"))
        .put("outbound", template(channels.outbound(), "{room}"))
        .put("feedback", template(channels.feedback(), "{client}"));
    json.putObject("limits")
        .put("textCodePoints", TEXT_CODE_POINTS)
        .put("rooms", TokenPolicy.MOST_ROOMS)
        .put("historyPage", History.MOST)
        .put("tokenTtlMillis", tokenTtl.toMillis());
    return json;
  }

  private static String template(ChannelTemplate template, String placeholder) {
    return template.hasPlaceholder()
        ? template.prefix() + placeholder + template.suffix()
        : template.prefix();
  }
}
