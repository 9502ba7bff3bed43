package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one page out of a log. Call with the channel's lock held. Stateless. */
final class HistoryReader {
  private HistoryReader() {}

  static ResultPage read(ChannelLog log, MessageVersions versions, HistoryQuery query) {
    List<Stored> items = new ArrayList<>();
    long at = query.forwards() ? startForwards(log, query) : startBackwards(log, query);
    int step = query.forwards() ? 1 : -1;
    for (; at >= log.first() && at < log.next(); at += step) {
      LogEntry entry = log.get(at);
      if (query.forwards() ? entry.timestamp() > query.end() : entry.timestamp() < query.start()) {
        break;
      }
      if (!matches(entry, query)) {
        continue;
      }
      int count = entry.count();
      for (int i = 0; i < count; i++) {
        Stored item = item(entry, query.forwards() ? i : count - 1 - i, versions);
        if (item != null && isBeyondCursor(item, query)) {
          items.add(item);
        }
        if (items.size() > query.limit()) {
          items.removeLast();
          return new ResultPage(items, items.isEmpty() ? null : items.getLast().serial());
        }
      }
    }
    return new ResultPage(items, null);
  }

  /** Null for what history does not show: ephemeral messages, and versions by themselves. */
  private static @Nullable Stored item(LogEntry entry, int index, MessageVersions versions) {
    if (entry.isPresence()) {
      return new Stored(entry, index, null);
    }
    Message message = entry.messages().get(index);
    return message.isEphemeral() || message.version() != null
        ? null
        : new Stored(entry, index, versions.latest(message));
  }

  private static long startForwards(ChannelLog log, HistoryQuery query) {
    String cursor = query.cursor();
    return cursor == null
        ? log.first()
        : Math.max(log.first(), log.after(channelSerial(cursor)) - 1);
  }

  private static long startBackwards(ChannelLog log, HistoryQuery query) {
    long at = log.next() - 1;
    if (query.upTo() != null) {
      at = Math.min(at, log.after(query.upTo()) - 1);
    }
    if (query.cursor() != null) {
      at = Math.min(at, log.after(channelSerial(query.cursor())) - 1);
    }
    return at;
  }

  private static boolean matches(LogEntry entry, HistoryQuery query) {
    @Nullable String upTo = query.upTo();
    return entry.isPresence() == query.presence()
        && entry.timestamp() >= query.start()
        && entry.timestamp() <= query.end()
        && (upTo == null || entry.serial().compareTo(upTo) <= 0);
  }

  private static boolean isBeyondCursor(Stored item, HistoryQuery query) {
    String cursor = query.cursor();
    if (cursor == null) {
      return true;
    }
    int compared = item.serial().compareTo(cursor);
    return query.forwards() ? compared > 0 : compared < 0;
  }

  private static String channelSerial(String cursor) {
    int colon = cursor.lastIndexOf(':');
    return colon < 0 ? cursor : cursor.substring(0, colon);
  }
}
