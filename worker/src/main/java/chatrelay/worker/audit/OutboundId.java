package chatrelay.worker.audit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an outbound message's id: {@code <instance>-<room>-<seq>:<index>}, with {@code
 * .<member>} before the colon when its group was split.
 *
 * @param instance the room's creation, which distinguishes rooms of the same name
 * @param seq the place in the room
 */
record OutboundId(String instance, String room, long seq) {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9a-z]{1,13})-([a-z0-9_-]{1,64})-(\\d{1,18})(?:\\.(\\d{1,3}))?:(\\d{1,3})");

  static Optional<OutboundId> parse(String id) {
    Matcher parts = FORM.matcher(id);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long member = parts.group(4) == null ? 0 : Long.parseLong(parts.group(4));
    long seq = Long.parseLong(parts.group(3)) + member + Long.parseLong(parts.group(5));
    return Optional.of(new OutboundId(parts.group(1), parts.group(2), seq));
  }
}
