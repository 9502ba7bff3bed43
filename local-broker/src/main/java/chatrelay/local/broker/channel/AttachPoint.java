package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.PresenceMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The position of a new attachment in the log. Everything after {@code serial} will be delivered,
 * starting with the entry at {@code cursor}.
 *
 * @param liveFrom entries before this position are replay
 * @param resumed nothing was lost since the serial the client brought
 * @param members present at this moment
 * @param error why continuity was lost or the replay is cut short
 */
public record AttachPoint(
    long cursor,
    long liveFrom,
    String serial,
    boolean resumed,
    List<PresenceMessage> members,
    @Nullable ErrorInfo error) {

  /** The same point with the entries from an earlier position on. */
  AttachPoint from(long earlier) {
    return new AttachPoint(earlier, liveFrom, serial, resumed, members, error);
  }

  /** True when replayed entries follow. */
  public boolean hasBacklog() {
    return cursor < liveFrom;
  }
}
