package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.ErrorInfo;
import org.jspecify.annotations.Nullable;

/**
 * Decides where an attachment starts in a log and whether anything before it is lost (Ably
 * documentation, "Connection state recovery" and "Rewind"). Not thread-safe; guarded by the
 * channel's lock.
 */
final class Continuity {
  private final ChannelLog log;
  private final SerialClock serials;
  private final PresenceSet present;
  private final String createdAt;

  Continuity(ChannelLog log, SerialClock serials, PresenceSet present) {
    this.log = log;
    this.serials = serials;
    this.present = present;
    this.createdAt = serials.current();
  }

  /** At the end of the log, without what was before; the error says why, when something is lost. */
  AttachPoint head(@Nullable ErrorInfo error) {
    return point(log.next(), serials.current(), false, error);
  }

  /** At a cursor, with nothing lost and nothing to replay. */
  AttachPoint at(long cursor) {
    return new AttachPoint(cursor, cursor, serialBefore(cursor), true, present.members(), null);
  }

  private AttachPoint point(
      long cursor, String serial, boolean resumed, @Nullable ErrorInfo error) {
    return new AttachPoint(cursor, log.next(), serial, resumed, present.members(), error);
  }

  /**
   * Where a client that has everything up to a serial goes on: resumed when nothing after it is
   * gone or older than {@code oldest} (ms), at the head with error 90003 otherwise.
   */
  AttachPoint resumeAt(String serial, long oldest) {
    long cursor = isKept(serial) ? log.after(serial) : -1;
    if (cursor < 0 || (cursor < log.next() && log.get(cursor).timestamp() < oldest)) {
      return head(new ErrorInfo(90003, 404, "Unable to recover channel (messages expired)"));
    }
    return point(cursor, serial, true, null);
  }

  /** True when the broker issued the serial, in this run or, with a data folder, an earlier one. */
  boolean isOurs(String serial) {
    String current = serials.current();
    return serial.length() == current.length() && serial.endsWith(SerialClock.seriesOf(current));
  }

  private boolean isKept(String serial) {
    String current = serials.current();
    return isOurs(serial)
        && serial.compareTo(firstSerial()) >= 0
        && serial.compareTo(log.evictedSerial()) >= 0
        && serial.compareTo(current) <= 0;
  }

  /** As many messages back as asked and allowed; error 90004 when that is fewer than asked. */
  AttachPoint rewound(Rewind rewind, long now) {
    long cursor = log.next();
    int wanted = Math.min(rewind.count(), Rewind.MAX);
    long oldest = rewind.millis() == 0 ? 0 : now - rewind.millis();
    boolean cut = false;
    int found = 0;
    for (long at = log.next() - 1; at >= log.first(); at--) {
      LogEntry entry = log.get(at);
      LogEntry replayed = entry.isPresence() ? null : entry.withoutEphemeral();
      if (replayed == null) {
        continue;
      }
      if (entry.timestamp() < oldest || found >= rewind.count()) {
        break;
      }
      if (found >= wanted) {
        cut = true;
        break;
      }
      found += replayed.messages().size();
      cursor = at;
    }
    ErrorInfo error =
        cut ? new ErrorInfo(90004, 404, "Rewind is limited to " + Rewind.MAX + " messages") : null;
    return point(cursor, serialBefore(cursor), false, error);
  }

  /** The earliest point from which nothing is missing, unless entries were evicted since. */
  private String firstSerial() {
    boolean restored = !log.isEmpty() && log.get(log.first()).serial().compareTo(createdAt) < 0;
    return restored ? log.get(log.first()).serial() : createdAt;
  }

  private String serialBefore(long position) {
    if (position == log.next()) {
      return serials.current();
    }
    if (position > log.first()) {
      return log.get(position - 1).serial();
    }
    return log.evictedSerial().isEmpty() ? firstSerial() : log.evictedSerial();
  }
}
