package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Fields;
import java.util.Collection;
import java.util.stream.Stream;

/** Counts of who uses a channel, by connection (spec CHO2). */
public record Occupancy(
    long connections,
    long publishers,
    long subscribers,
    long presenceConnections,
    long presenceMembers,
    long presenceSubscribers) {

  /** Nobody there. */
  public static final Occupancy NONE = new Occupancy(0, 0, 0, 0, 0, 0);

  static Occupancy of(Collection<Subscriber> attachments, int members) {
    return new Occupancy(
        attachments.stream().map(Subscriber::connectionId).distinct().count(),
        with(attachments, Mode.PUBLISH),
        with(attachments, Mode.SUBSCRIBE),
        with(attachments, Mode.PRESENCE),
        members,
        with(attachments, Mode.PRESENCE_SUBSCRIBE));
  }

  private static long with(Collection<Subscriber> attachments, Mode mode) {
    Stream<Subscriber> matching =
        attachments.stream().filter(attachment -> attachment.modes().contains(mode));
    return matching.map(Subscriber::connectionId).distinct().count();
  }

  /** The {@code metrics} object. */
  public Fields toFields() {
    return new Fields()
        .put("connections", connections)
        .put("publishers", publishers)
        .put("subscribers", subscribers)
        .put("presenceConnections", presenceConnections)
        .put("presenceMembers", presenceMembers)
        .put("presenceSubscribers", presenceSubscribers)
        .put("objectPublishers", 0)
        .put("objectSubscribers", 0);
  }
}
