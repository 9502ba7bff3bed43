package chatrelay.worker.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the publishable messages of one room into groups of at most 50 messages and 48 KiB, within
 * the broker's limit of 64 KiB a publish.
 */
final class OutboxGroups {
  static final int MAX_MESSAGES = 50;
  static final int MAX_BYTES = 48 * 1024;

  /** An upper estimate for name, ids and headers of one message. */
  static final int OVERHEAD_BYTES = 512;

  private OutboxGroups() {}

  /** Groups of {@code messages}, which are of one room and in order of seq. */
  static List<OutboxGroup> of(List<StoredMessage> messages) {
    List<OutboxGroup> groups = new ArrayList<>();
    List<StoredMessage> group = new ArrayList<>();
    int bytes = 0;
    for (StoredMessage message : messages) {
      int size = message.bytes();
      if (!group.isEmpty() && (group.size() == MAX_MESSAGES || bytes + size > MAX_BYTES)) {
        groups.add(group(group));
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(message);
      bytes += size;
    }
    if (!group.isEmpty()) {
      groups.add(group(group));
    }
    return groups;
  }

  private static OutboxGroup group(List<StoredMessage> messages) {
    StoredMessage first = messages.getFirst();
    String baseId = OutboxGroup.baseId(first.room().createdAt(), first.room().name(), first.seq());
    return new OutboxGroup(baseId, messages, Duration.ZERO);
  }

  static int utf8Length(String text) {
    int length = 0;
    for (int index = 0; index < text.length(); index++) {
      char unit = text.charAt(index);
      if (unit < 0x80) {
        length++;
      } else if (unit < 0x800 || Character.isSurrogate(unit)) {
        length += 2;
      } else {
        length += 3;
      }
    }
    return length;
  }
}
