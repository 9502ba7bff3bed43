package chatrelay.local.broker.channel;

import chatrelay.local.broker.auth.ChannelRights;
import chatrelay.local.broker.wire.ProtocolException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an attachment may do (spec TR3): a bit in ATTACH and ATTACHED flags and the operations any
 * of which permits it.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of is immutable.
public enum Mode {
  PRESENCE(16, "presence"),
  PUBLISH(17, "publish"),
  SUBSCRIBE(18, "subscribe"),
  PRESENCE_SUBSCRIBE(19, "subscribe"),
  ANNOTATION_PUBLISH(21, "annotation-publish"),
  ANNOTATION_SUBSCRIBE(22, "annotation-subscribe"),
  OBJECT_SUBSCRIBE(24, "object-subscribe", "subscribe"),
  OBJECT_PUBLISH(25, "object-publish");

  /** Granted when a client asks for no mode. */
  public static final Set<Mode> DEFAULT =
      EnumSet.of(PRESENCE, PUBLISH, SUBSCRIBE, PRESENCE_SUBSCRIBE, ANNOTATION_PUBLISH);

  private final long bit;
  private final List<String> operations;

  Mode(int bit, String... operations) {
    this.bit = 1L << bit;
    this.operations = List.of(operations);
  }

  /** The modes whose bits are set. */
  public static Set<Mode> ofFlags(long flags) {
    EnumSet<Mode> modes = EnumSet.allOf(Mode.class);
    modes.removeIf(mode -> (flags & mode.bit) == 0);
    return modes;
  }

  /** Reads a comma-separated list in any case; error 40000 for an unknown name. */
  public static Set<Mode> parse(String list) {
    EnumSet<Mode> modes = EnumSet.noneOf(Mode.class);
    for (String name : list.split(",", -1)) {
      try {
        modes.add(valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        throw new ProtocolException(40000, "Unknown channel mode '" + name + "'");
      }
    }
    return modes;
  }

  /** The requested modes that a capability permits on a channel. */
  public static Set<Mode> permitted(Set<Mode> requested, ChannelRights capability, String channel) {
    EnumSet<Mode> modes = EnumSet.noneOf(Mode.class);
    modes.addAll(requested);
    modes.removeIf(mode -> !capability.allows(channel, mode.operations.toArray(String[]::new)));
    return modes;
  }

  /** The bits of a set of modes. */
  public static long flags(Set<Mode> modes) {
    return modes.stream().mapToLong(mode -> mode.bit).reduce(0, (left, right) -> left | right);
  }

  /** The comma-separated lower-case form for echoed parameters. */
  public static String text(Set<Mode> modes) {
    return modes.stream()
        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(","));
  }
}
