package chatrelay.local.broker.channel;

import java.util.List;
import java.util.Objects;

/**
 * The answer to a publish: the id of the first message and one serial per message, of its version
 * where it changes another. A repeated publish gets the first answer again.
 */
public record Accepted(String messageId, List<String> serials) {

  static Accepted of(LogEntry entry) {
    return new Accepted(
        String.valueOf(entry.messages().getFirst().id()),
        entry.messages().stream()
            .map(message -> Objects.requireNonNullElse(message.positionSerial(), ""))
            .toList());
  }
}
