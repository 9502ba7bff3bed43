package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.WireFormat;

/** One message or presence event of a log entry, as history returns it. */
public record Stored(LogEntry entry, int index) {

  /** Sortable position of the item, used as paging cursor. */
  public String serial() {
    return SerialClock.ofMember(entry.serial(), index);
  }

  /** The item for a reader. */
  public Fields toFields(WireFormat format) {
    return entry.isPresence()
        ? entry.presence().get(index).toFields(format)
        : entry.messages().get(index).toFields(format);
  }
}
