package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Payload;
import chatrelay.local.broker.wire.PresenceMessage;
import chatrelay.local.broker.wire.PresenceMessage.Kind;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is present on a channel: one member per connection and client id (spec TP3h). Not
 * thread-safe; guarded by the channel's lock.
 */
final class PresenceSet {
  private record Key(String connectionId, String clientId) {}

  private final Map<Key, PresenceMessage> members = new LinkedHashMap<>();
  private final int limit;
  private final int dataLimit;
  private long dataSize;

  /** A data limit of 0 is none. */
  PresenceSet(int limit, int dataLimit) {
    this.limit = limit;
    this.dataLimit = dataLimit;
  }

  /** The members with action PRESENT, in order of entering. */
  List<PresenceMessage> members() {
    return members.values().stream().map(member -> member.as(Kind.PRESENT)).toList();
  }

  int size() {
    return members.size();
  }

  /**
   * Applies the events of one frame, all or none, and returns what is delivered. Entering twice is
   * an update, updating while absent is entering, leaving while absent is nothing, and entering
   * again under an id that is not newer (a client that comes back) is nothing either.
   */
  List<PresenceMessage> apply(
      String frameId, String connectionId, List<PresenceMessage> events, long now) {
    long entering =
        events.stream()
            .filter(event ->
                event.action() != Kind.LEAVE && !members.containsKey(key(connectionId, event)))
            .count();
    if (entering > 0 && members.size() + entering > limit) {
      throw new ProtocolException(
          91003,
          "Unable to enter member to presence channel; maximum number of %d members exceeded"
              .formatted(limit));
    }
    long growth = events.stream().mapToLong(event -> growth(connectionId, event)).sum();
    if (dataLimit > 0 && growth > 0 && dataSize + growth > dataLimit) {
      throw new ProtocolException(
          91006,
          "Unable to enter member to presence channel; total data of %d bytes exceeded"
              .formatted(dataLimit));
    }
    List<PresenceMessage> effective = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      PresenceMessage event = events.get(i);
      PresenceMessage member = members.get(key(connectionId, event));
      String id = event.id() == null ? frameId + ":" + i : event.id();
      if (event.action() == Kind.LEAVE
          ? member == null
          : member != null && event.id() != null && !isNewer(id, String.valueOf(member.id()))) {
        continue;
      }
      Kind kind =
          event.action() == Kind.LEAVE ? Kind.LEAVE : member == null ? Kind.ENTER : Kind.UPDATE;
      Payload payload =
          kind == Kind.LEAVE && event.payload().data() == null && member != null
              ? member.payload()
              : event.payload();
      PresenceMessage accepted = event.accepted(id, kind, connectionId, payload, now);
      effective.add(accepted);
      dataSize += growth(connectionId, event);
      if (kind == Kind.LEAVE) {
        members.remove(key(connectionId, event));
      } else {
        members.put(key(connectionId, event), accepted);
      }
    }
    return effective;
  }

  /**
   * Removes all members of a connection. The LEAVE ids don't begin with the connection id and their
   * time is later than the members', otherwise clients would take them for old news (spec RTP2b).
   */
  List<PresenceMessage> leave(String frameId, String connectionId, long now) {
    List<PresenceMessage> left = new ArrayList<>();
    for (PresenceMessage member : List.copyOf(members.values())) {
      if (connectionId.equals(member.connectionId())) {
        members.remove(key(connectionId, member));
        dataSize -= member.payload().size();
        String id = frameId + ":" + left.size();
        long time = Math.max(now, member.timestamp() + 1);
        left.add(member.accepted(id, Kind.LEAVE, connectionId, member.payload(), time));
      }
    }
    return left;
  }

  /** By how many bytes an event changes the size of all data. */
  private int growth(String connectionId, PresenceMessage event) {
    PresenceMessage member = members.get(key(connectionId, event));
    int before = member == null ? 0 : member.payload().size();
    return (event.action() == Kind.LEAVE ? 0 : event.payload().size()) - before;
  }

  /** Compares {@code <connection>:<msgSerial>:<index>} as clients do (spec RTP2b2). */
  private static boolean isNewer(String id, String than) {
    String[] left = id.split(":", -1);
    String[] right = than.split(":", -1);
    if (left.length != 3 || right.length != 3 || !left[0].equals(right[0])) {
      return !id.equals(than);
    }
    int serials = compareNumbers(left[1], right[1]);
    return serials > 0 || (serials == 0 && compareNumbers(left[2], right[2]) > 0);
  }

  private static int compareNumbers(String left, String right) {
    return left.length() == right.length()
        ? left.compareTo(right)
        : Integer.compare(left.length(), right.length());
  }

  private static Key key(String connectionId, PresenceMessage event) {
    @Nullable String clientId = event.clientId();
    return new Key(connectionId, Objects.requireNonNullElse(clientId, ""));
  }
}
