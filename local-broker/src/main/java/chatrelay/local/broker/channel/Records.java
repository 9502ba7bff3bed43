package chatrelay.local.broker.channel;

import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.auth.Apps;
import chatrelay.local.broker.auth.Revocations.Rule;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.PresenceMessage;
import chatrelay.local.broker.wire.WireFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of a journal: log entries of persisted channels and revocations. Stateless. */
public final class Records {
  private Records() {}

  static Fields of(Channel channel, LogEntry entry, @Nullable String dedupeId) {
    return new Fields()
        .put("app", channel.app().id())
        .put("channel", channel.name())
        .put("serial", entry.serial())
        .put("id", entry.id())
        .put("connection", entry.connectionId())
        .put("timestamp", entry.timestamp())
        .put("dedupe", dedupeId)
        .put("size", entry.size())
        .put(
            "messages",
            entry.messages().stream().map(message -> message.toFields(WireFormat.MSGPACK)).toList())
        .put(
            "presence",
            entry.presence().stream().map(event -> event.toFields(WireFormat.MSGPACK)).toList());
  }

  static LogEntry entry(Fields record, long position) {
    List<Message> messages =
        record.list("messages").stream()
            .map(item -> Message.restore(Fields.of(item), WireFormat.MSGPACK))
            .toList();
    List<PresenceMessage> presence =
        record.list("presence").stream()
            .map(item -> PresenceMessage.read(Fields.of(item), WireFormat.MSGPACK))
            .toList();
    return new LogEntry(
        position,
        String.valueOf(record.string("serial")),
        String.valueOf(record.string("id")),
        record.string("connection"),
        record.number("timestamp", 0),
        messages,
        presence,
        (int) record.number("size", 0));
  }

  /** A revocation that outlives the broker. */
  public static Fields of(App app, Rule rule) {
    return new Fields()
        .put("app", app.id())
        .put("target", rule.target())
        .put("issuedBefore", rule.issuedBefore())
        .put("appliesAt", rule.appliesAt());
  }

  /** Puts a record back where it belongs; false when it is too old or its app is gone. */
  public static boolean restore(Fields record, Apps apps, Channels channels, long oldest) {
    App app = apps.get(String.valueOf(record.string("app")));
    if (app == null) {
      return false;
    }
    String target = record.string("target");
    if (target != null) {
      app.revocations()
          .add(new Rule(target, record.number("issuedBefore", 0), record.number("appliesAt", 0)));
      return true;
    }
    if (record.number("timestamp", 0) < oldest) {
      return false;
    }
    channels.restored(app, String.valueOf(record.string("channel"))).restore(record);
    return true;
  }
}
