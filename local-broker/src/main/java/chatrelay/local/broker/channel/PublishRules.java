package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.MessageVersion;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every publish must satisfy, from a socket or REST, and the ids it gets (spec RSL1k, TM2a;
 * Ably documentation, "Idempotent publishing"). Checks in Ably's order: count, client id, ids,
 * extras, size. Stateless.
 */
public final class PublishRules {
  private static final Set<String> EXTRAS =
      Set.of("headers", "push", "ref", "ephemeral", "privileged", "ai", "delta", "echo");

  private PublishRules() {}

  /**
   * Checks messages and stamps ids and author.
   *
   * @param identity the publisher's client id: a name, {@code *} for any, null for none
   * @param idBase base for messages without an id of their own
   */
  public static List<Message> apply(
      List<Message> messages, @Nullable String identity, String idBase, Limits limits) {
    if (messages.isEmpty()) {
      throw new ProtocolException(40030, "No messages to publish");
    }
    if (messages.size() > limits.sizes().messages()) {
      throw new ProtocolException(
          40034, "More than " + limits.sizes().messages() + " messages in one publish");
    }
    String clientBase = clientBase(messages);
    List<Message> stamped = new ArrayList<>(messages.size());
    long size = 0;
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      refuseUnknownExtras(message);
      String id = clientBase == null ? idBase + ":" + i : message.id();
      stamped.add(stamped(message, id, identity));
      size += message.size();
    }
    if (size > limits.sizes().publish()) {
      throw new ProtocolException(
          40009,
          "Maximum message length exceeded: %d bytes, allowed are %d"
              .formatted(size, limits.sizes().publish()));
    }
    return stamped;
  }

  private static Message stamped(Message message, @Nullable String id, @Nullable String identity) {
    MessageVersion version = message.version();
    if (version == null) {
      return message.accepted(id, author(message.clientId(), identity), null, 0, null);
    }
    String target = message.serial();
    if (target == null || target.isEmpty()) {
      throw new ProtocolException(40003, "A change of a message needs its serial");
    }
    // The author stays the original's; the version says who changes it.
    return message
        .accepted(id, null, null, 0, target)
        .asChange(target, version.by(author(version.clientId(), identity)));
  }

  /** Extras are Ably's; what an application adds belongs into their {@code headers}. */
  private static void refuseUnknownExtras(Message message) {
    Map<?, ?> extras = message.extras();
    if (extras != null && !EXTRAS.containsAll(extras.keySet())) {
      List<?> unknown = extras.keySet().stream().filter(key -> !EXTRAS.contains(key)).toList();
      throw new ProtocolException(40032, "Message has impermissible extras fields: " + unknown);
    }
  }

  /**
   * The client id an event carries, given what it claims and who sends it; 40012 when the sender
   * may not claim it.
   */
  public static @Nullable String author(@Nullable String claimed, @Nullable String identity) {
    if (claimed == null) {
      return identity == null || identity.equals("*") ? null : identity;
    }
    if (claimed.isEmpty() || claimed.equals("*")) {
      throw new ProtocolException(40012, "Invalid client id in the message");
    }
    if (identity == null || !(identity.equals("*") || identity.equals(claimed))) {
      throw new ProtocolException(
          40012, "Client id in the message is incompatible with the publisher's");
    }
    return claimed;
  }

  /** The id under which repeats are recognised; null when the client gave no ids. */
  public static @Nullable String dedupeId(List<Message> original) {
    String base = clientBase(original);
    return base == null ? null : original.size() == 1 ? withoutZero(base) : base;
  }

  private static @Nullable String clientBase(List<Message> messages) {
    String first = messages.getFirst().id();
    if (messages.size() == 1) {
      if (first != null && first.isEmpty()) {
        throw new ProtocolException(40031, "A message id can't be empty");
      }
      return first;
    }
    if (messages.stream().allMatch(message -> message.id() == null)) {
      return null;
    }
    String base = first == null ? "" : withoutZero(first);
    for (int i = 0; i < messages.size(); i++) {
      if (base.isEmpty() || !(base + ":" + i).equals(messages.get(i).id())) {
        throw new ProtocolException(
            40031, "Ids of one publish must be <base>:0, <base>:1 and so on");
      }
    }
    return base;
  }

  private static String withoutZero(String id) {
    return id.endsWith(":0") ? id.substring(0, id.length() - 2) : id;
  }
}
