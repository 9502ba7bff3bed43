package chatrelay.local.broker.channel;

import chatrelay.local.broker.auth.Grant;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.MessageVersion;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.List;

/**
 * Who may update, append to or delete which message (Ably documentation, "Updates, deletes and
 * appends"). Stateless.
 */
public final class ChangeRules {
  private ChangeRules() {}

  /** Whether there are messages and all of them change earlier ones. */
  public static boolean areChanges(List<Message> messages) {
    return !messages.isEmpty() && messages.stream().allMatch(message -> message.version() != null);
  }

  /**
   * Refuses changes with 93002 where the channel's namespace does not allow them, with 40160 or
   * 40166 where the grant does not, and with 40400 when there is no such message.
   */
  public static void check(Grant grant, Channel channel, List<Message> messages) {
    for (Message message : messages) {
      MessageVersion version = message.version();
      if (version != null) {
        check(grant, channel, message, version);
      }
    }
  }

  private static void check(Grant grant, Channel channel, Message message, MessageVersion version) {
    if (!grant.app().namespaces().isMutable(channel.name())) {
      throw new ProtocolException(
          new ErrorInfo(
              93002,
              400,
              "Message updates and deletes are only supported on channels with mutable messages"
                  + " enabled in channel namespace settings"));
    }
    String operation =
        version.action() == MessageVersion.DELETE ? "message-delete" : "message-update";
    Message original = channel.message(String.valueOf(message.serial()));
    if (grant.capability().allows(channel.name(), operation + "-any")) {
      return;
    }
    if (!grant.capability().allows(channel.name(), operation + "-own")) {
      throw ProtocolException.notPermitted();
    }
    String client = grant.clientId();
    if (client == null) {
      throw new ProtocolException(
          new ErrorInfo(
              40166,
              401,
              "Anonymous clients require the '%s-any' capability".formatted(operation)));
    }
    if (!client.equals("*") && !client.equals(original.clientId())) {
      throw ProtocolException.notPermitted();
    }
  }
}
