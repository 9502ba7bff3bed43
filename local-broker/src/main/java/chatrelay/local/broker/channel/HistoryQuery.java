package chatrelay.local.broker.channel;

import org.jspecify.annotations.Nullable;

/**
 * A request for stored messages or presence events.
 *
 * @param start inclusive, ms
 * @param end inclusive, ms
 * @param upTo channel serial of an attachment; only entries at or before it
 * @param cursor serial of the last item of the previous page; only items beyond it in the direction
 */
public record HistoryQuery(
    boolean presence,
    long start,
    long end,
    boolean forwards,
    int limit,
    @Nullable String upTo,
    @Nullable String cursor) {

  /** The same query without what is later than a time. */
  public HistoryQuery endingAt(long time) {
    return new HistoryQuery(presence, start, Math.min(end, time), forwards, limit, upTo, cursor);
  }
}
