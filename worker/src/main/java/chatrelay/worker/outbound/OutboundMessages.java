package chatrelay.worker.outbound;

import chatrelay.worker.inbound.Content;
import chatrelay.worker.store.OutboxGroup;
import chatrelay.worker.store.StoredMessage;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ably.lib.types.Message;
import io.ably.lib.types.MessageExtras;
import java.util.Locale;

/** The outbound half of the wire contract: the form of stored messages on the wire. */
final class OutboundMessages {
  /** Version of the contract of {@code extras.headers}. */
  static final int CONTRACT_VERSION = 1;

  private OutboundMessages() {}

  /** New objects at each call: the SDK modifies its arguments. */
  static Message[] of(OutboxGroup group) {
    Message[] messages = new Message[group.messages().size()];
    for (int index = 0; index < messages.length; index++) {
      messages[index] = of(group.messages().get(index), group.id(index));
    }
    return messages;
  }

  private static Message of(StoredMessage stored, String id) {
    Message message =
        new Message(stored.eventName(), data(stored), stored.clientId(), extras(stored));
    message.id = id;
    return message;
  }

  private static Object data(StoredMessage stored) {
    if (stored.shape() == Content.Shape.STRING) {
      return stored.text();
    }
    JsonObject data = new JsonObject();
    data.addProperty("text", stored.text());
    String fields = stored.fields();
    if (fields != null) {
      JsonElement parsed = JsonParser.parseString(fields);
      parsed.getAsJsonObject().entrySet().forEach(e -> data.add(e.getKey(), e.getValue()));
    }
    return data;
  }

  private static MessageExtras extras(StoredMessage stored) {
    JsonObject headers = new JsonObject();
    headers.addProperty("room", stored.room().name());
    headers.addProperty("seq", stored.seq());
    headers.addProperty("id", stored.id());
    headers.addProperty("verdict", stored.verdict().name().toLowerCase(Locale.ROOT));
    headers.addProperty("author", stored.author());
    headers.addProperty("v", CONTRACT_VERSION);
    JsonObject extras = new JsonObject();
    extras.add("headers", headers);
    return new MessageExtras(extras);
  }
}
