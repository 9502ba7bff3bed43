package chatrelay.worker.broker;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ChannelOptions;
import io.ably.lib.types.ErrorInfo;
import io.ably.lib.types.HttpPaginatedResponse;
import io.ably.lib.types.Message;
import io.ably.lib.types.Param;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a channel's history page by page over REST.
 *
 * <p>Pages are taken as raw JSON and decoded message by message, because one undecodable message
 * makes the SDK's own {@code history()} throw for its whole page. Blocks its caller for at most the
 * client's request timeout; safe for any thread.
 */
public final class ChannelHistory {
  private static final Logger log = LoggerFactory.getLogger(ChannelHistory.class);

  private final AblyRest rest;

  /** Reads with {@code rest}, whose key needs the history capability. */
  public ChannelHistory(AblyRest rest) {
    this.rest = rest;
  }

  /** Which end of the history comes first. */
  public enum Direction {
    /** Oldest first. */
    FORWARDS,
    /** Newest first. */
    BACKWARDS
  }

  /** A page of messages and a link to the next one, if any. */
  public interface Page {
    /** In the direction asked for; may be empty although more pages follow. */
    List<ReceivedMessage> messages();

    /** Whether a page follows; asks nobody. */
    boolean hasNext();

    /**
     * The following page.
     *
     * @throws AblyException as {@link ChannelHistory#read}
     */
    Optional<Page> next() throws AblyException;
  }

  private record Answer(List<ReceivedMessage> messages, HttpPaginatedResponse response)
      implements Page {
    @Override
    public boolean hasNext() {
      return response.hasNext();
    }

    @Override
    public Optional<Page> next() throws AblyException {
      // next() on the last page answers a page whose items() throws (ably-java 1.5.0).
      return hasNext() ? Optional.of(page(response.next())) : Optional.empty();
    }
  }

  /**
   * The first page of what {@code channel} carried from {@code start} on.
   *
   * @param limit messages a page, 1 to 1,000
   * @throws AblyException when the broker does not answer or refuses; {@link BrokerFailure}
   *     classifies it
   */
  public Page read(String channel, Instant start, Direction direction, int limit)
      throws AblyException {
    String path = "/channels/" + encode(channel) + "/messages";
    Param[] parameters = {
      new Param("start", Long.toString(Math.max(0, start.toEpochMilli()))),
      new Param("direction", direction == Direction.FORWARDS ? "forwards" : "backwards"),
      new Param("limit", Integer.toString(limit)),
    };
    return page(rest.request("GET", path, parameters, null, null));
  }

  private static Page page(HttpPaginatedResponse response) throws AblyException {
    if (!response.success) {
      String message = "history answered " + response.statusCode;
      throw AblyException.fromErrorInfo(
          new ErrorInfo(message, response.statusCode, response.errorCode));
    }
    JsonElement @Nullable [] items = response.items();
    List<ReceivedMessage> messages = new ArrayList<>();
    if (items != null) {
      for (JsonElement item : items) {
        decode(item).ifPresent(messages::add);
      }
    }
    return new Answer(messages, response);
  }

  private static Optional<ReceivedMessage> decode(JsonElement item) {
    if (!item.isJsonObject()) {
      return Optional.empty();
    }
    JsonObject fields = item.getAsJsonObject();
    return MessageKinds.of(fields).map(kind -> decode(fields, kind));
  }

  private static ReceivedMessage decode(JsonObject fields, ReceivedMessage.Kind kind) {
    if (FrameSanitiser.isDecodable(text(fields, "encoding"))) {
      try {
        fields.remove("extras");
        Message message = Message.fromEncoded(fields, new ChannelOptions());
        return ReceivedMessage.of(message, kind, text(fields, "serial"));
      } catch (Exception undecodable) {
        log.debug("undecodable message in history: {}", undecodable.getClass().getSimpleName());
      }
    }
    return undecodable(fields, kind);
  }

  private static ReceivedMessage undecodable(JsonObject fields, ReceivedMessage.Kind kind) {
    JsonElement element = fields.get("version");
    JsonObject version =
        kind.isChange() && element != null && element.isJsonObject()
            ? element.getAsJsonObject()
            : new JsonObject();
    String id = firstOf(text(version, "serial"), text(fields, "id"));
    return new ReceivedMessage(
        id == null ? "" : id,
        firstOf(text(version, "clientId"), text(fields, "clientId")),
        text(fields, "name"),
        text(fields, "data"),
        FrameSanitiser.UNDECODABLE,
        number(fields, "timestamp"),
        text(fields, "serial"),
        kind);
  }

  private static @Nullable String firstOf(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }

  private static @Nullable String text(JsonObject fields, String name) {
    JsonElement value = fields.get(name);
    boolean isText =
        value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    return isText ? value.getAsString() : null;
  }

  private static long number(JsonObject fields, String name) {
    JsonElement value = fields.get(name);
    boolean isNumber =
        value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    return isNumber ? value.getAsLong() : 0;
  }

  private static String encode(String channel) {
    return URLEncoder.encode(channel, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
