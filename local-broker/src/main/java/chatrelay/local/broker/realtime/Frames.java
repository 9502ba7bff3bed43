package chatrelay.local.broker.realtime;

import chatrelay.local.broker.channel.AttachPoint;
import chatrelay.local.broker.channel.Mode;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Flags;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the frames the broker answers with. Absent fields are left out, zero serials are not.
 * Stateless.
 */
final class Frames {
  private Frames() {}

  static Fields of(FrameAction action) {
    return new Fields().put("action", action.code());
  }

  static Fields failed(FrameAction action, @Nullable String channel, ErrorInfo error) {
    return of(action).put("channel", channel).put("error", error.toFields());
  }

  static Fields ack(long serial, List<String> serials) {
    return of(FrameAction.ACK)
        .put("msgSerial", serial)
        .put("count", 1)
        .put("res", List.of(new Fields().put("serials", serials)));
  }

  static Fields nack(long serial, ErrorInfo error) {
    return of(FrameAction.NACK)
        .put("msgSerial", serial)
        .put("count", 1)
        .put("error", error.toFields());
  }

  static Fields attached(Attachment attachment, AttachPoint point, boolean hasPresence) {
    long flags = Mode.flags(attachment.modes());
    flags |= hasPresence ? Flags.HAS_PRESENCE : 0;
    flags |= point.hasBacklog() ? Flags.HAS_BACKLOG : 0;
    flags |= point.resumed() ? Flags.RESUMED : 0;
    ErrorInfo error = point.error();
    return of(FrameAction.ATTACHED)
        .put("channel", attachment.name().requested())
        .put("channelSerial", point.serial())
        .put("flags", flags)
        .put("params", echoed(attachment))
        .put("error", error == null ? null : error.toFields());
  }

  /** The message by which a channel tells its counts; outside the log, so without a serial. */
  static Fields occupancy(String channel, Map<String, Object> counts, long now) {
    byte[] json = WireFormat.JSON.encode(new Fields().put("metrics", counts));
    Fields message =
        new Fields()
            .put("id", Ids.random(10) + ":0")
            .put("name", "[meta]occupancy")
            .put("data", new String(json, StandardCharsets.UTF_8))
            .put("encoding", "json");
    return of(FrameAction.MESSAGE)
        .put("channel", channel)
        .put("id", Ids.random(10))
        .put("timestamp", now)
        .put("messages", List.of(message.put("timestamp", now)));
  }

  private static @Nullable Map<String, Object> echoed(Attachment attachment) {
    Fields echo = new Fields();
    for (String name :
        List.of("rewind", "rewindLimit", "modes", "delta", "occupancy", "appendMode")) {
      if (attachment.params().containsKey(name)) {
        echo.put(
            name,
            name.equals("modes") ? Mode.text(attachment.modes()) : attachment.params().get(name));
      }
    }
    return echo.asMap().isEmpty() ? null : echo.asMap();
  }
}
