package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.Fields;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Counts of who uses a channel, by connection: the {@code metrics} object (spec CHO2). */
public final class Occupancy {
  /** No connection, no member. */
  public static final Map<String, Object> NONE = of(List.of(), 0);

  private Occupancy() {}

  static Map<String, Object> of(Collection<Subscriber> attachments, int members) {
    return new Fields()
        .put("connections", distinct(attachments.stream()))
        .put("publishers", with(attachments, Mode.PUBLISH))
        .put("subscribers", with(attachments, Mode.SUBSCRIBE))
        .put("presenceConnections", with(attachments, Mode.PRESENCE))
        .put("presenceMembers", members)
        .put("presenceSubscribers", with(attachments, Mode.PRESENCE_SUBSCRIBE))
        .put("objectPublishers", 0)
        .put("objectSubscribers", 0)
        .asMap();
  }

  private static long with(Collection<Subscriber> attachments, Mode mode) {
    return distinct(attachments.stream().filter(each -> each.modes().contains(mode)));
  }

  private static long distinct(Stream<Subscriber> attachments) {
    return attachments.map(Subscriber::connectionId).distinct().count();
  }
}
