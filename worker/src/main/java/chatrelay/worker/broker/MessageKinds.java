package chatrelay.worker.broker;

import chatrelay.worker.broker.ReceivedMessage.Kind;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.ably.lib.types.Message;
import io.ably.lib.types.MessageAction;
import io.ably.lib.types.MessageExtras;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the action of a message what it is: new, an edit, a deletion, or none of a client.
 *
 * <p>ably-java 1.5.0 knows the actions 0 to 4 and delivers a later one, such as 5 for an append, as
 * none. Such a message still has a version other than its own serial. Stateless.
 */
final class MessageKinds {
  private static final int CREATE = 0;
  private static final int DELETE = 2;
  private static final int META = 3;
  private static final int SUMMARY = 4;

  private static final String EPHEMERAL = "ephemeral";

  private MessageKinds() {}

  /** Of a live message; empty for what the broker itself says about a channel. */
  static Optional<Kind> of(Message message) {
    MessageAction action = message.action;
    if (action == MessageAction.META || action == MessageAction.MESSAGE_SUMMARY) {
      return Optional.empty();
    }
    if (action == MessageAction.MESSAGE_DELETE) {
      return Optional.of(Kind.DELETION);
    }
    if (action == MessageAction.MESSAGE_UPDATE || (action == null && isLaterVersion(message))) {
      return Optional.of(Kind.EDIT);
    }
    return Optional.of(isEphemeral(message.extras) ? Kind.EPHEMERAL : Kind.NEW);
  }

  /** Of an item of history, which may have any action; empty as {@link #of(Message)}. */
  static Optional<Kind> of(JsonObject item) {
    JsonElement action = item.get("action");
    boolean isNumber =
        action != null && action.isJsonPrimitive() && action.getAsJsonPrimitive().isNumber();
    if (!isNumber) {
      return Optional.of(Kind.NEW);
    }
    return switch (action.getAsInt()) {
      case CREATE -> Optional.of(Kind.NEW);
      case DELETE -> Optional.of(Kind.DELETION);
      case META, SUMMARY -> Optional.empty();
      default -> Optional.of(Kind.EDIT);
    };
  }

  private static boolean isLaterVersion(Message message) {
    return message.version != null
        && message.version.serial != null
        && message.serial != null
        && !Objects.equals(message.version.serial, message.serial);
  }

  static boolean isEphemeral(@Nullable MessageExtras extras) {
    JsonObject fields = extras == null ? null : extras.asJsonObject();
    JsonElement value = fields == null ? null : fields.get(EPHEMERAL);
    boolean isPlainFalse =
        value != null
            && value.isJsonPrimitive()
            && value.getAsJsonPrimitive().isBoolean()
            && !value.getAsBoolean();
    return value != null && !value.isJsonNull() && !isPlainFalse;
  }

  /** Extras that say only whether a message is ephemeral. */
  static MessageExtras extrasOf(boolean ephemeral) {
    JsonObject fields = new JsonObject();
    if (ephemeral) {
      fields.addProperty(EPHEMERAL, true);
    }
    return new MessageExtras(fields);
  }
}
