package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changed messages of one channel as they are now, by serial. History shows them in place of
 * the originals (Ably documentation, "Updates, deletes and appends"). Not thread-safe; guarded by
 * the channel's lock.
 */
final class MessageVersions {
  private final ChannelLog log;
  private final Map<String, Message> latest = new HashMap<>();

  MessageVersions(ChannelLog log) {
    this.log = log;
  }

  /** The message with this serial as it is now; error 40400 when the log has none. */
  Message find(String serial) {
    Message changed = latest.get(serial);
    Message found = changed == null ? original(serial) : changed;
    if (found == null) {
      throw new ProtocolException(new ErrorInfo(40400, 404, "Message not found"));
    }
    return found;
  }

  private @Nullable Message original(String serial) {
    int colon = serial.lastIndexOf(':');
    String ofEntry = colon < 0 ? serial : serial.substring(0, colon);
    long at = log.after(ofEntry) - 1;
    if (at < log.first() || !log.get(at).serial().equals(ofEntry)) {
      return null;
    }
    return log.get(at).messages().stream()
        .filter(message -> serial.equals(message.serial()) && message.version() == null)
        .filter(message -> !message.isEphemeral())
        .findFirst()
        .orElse(null);
  }

  /** What history shows of an original: its latest version. */
  Message latest(Message original) {
    return latest.getOrDefault(String.valueOf(original.serial()), original);
  }

  /** A version was accepted. */
  void apply(Message version) {
    String serial = String.valueOf(version.serial());
    latest.put(serial, version.foldedOver(find(serial)));
  }

  /** Forgets messages whose original is no longer in the log. */
  void expire() {
    if (!latest.isEmpty()) {
      latest.keySet().removeIf(serial -> original(serial) == null);
    }
  }
}
