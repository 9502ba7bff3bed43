package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Message;
import chatrelay.local.broker.wire.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * One message or presence event of a log entry, as history returns it.
 *
 * @param message in its latest version; null for a presence event
 */
public record Stored(LogEntry entry, int index, @Nullable Message message) {

  /** Sortable position of the item, used as paging cursor. */
  public String serial() {
    return SerialClock.ofMember(entry.serial(), index);
  }

  /** The item for a reader. */
  public Fields toFields(WireFormat format) {
    return message == null
        ? entry.presence().get(index).toFields(format)
        : message.toFields(format);
  }
}
