package chatrelay.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of every delivery test: what the broker acknowledged to publishers, against the table,
 * against what the outbound channels carried.
 *
 * <p>Every problem is one sentence with the ids it is about. Only for the end of a test, when
 * nothing is under way any more.
 */
final class DeliveryCheck {
  /** How a problem begins that concerns the order of one publisher. */
  static final String ORDER = "stored before what was sent before it";

  private static final Set<String> END_STATES = Set.of("published", "rejected", "held", "dead");

  private final List<Sent> sent;
  private final List<Row> rows;
  private final List<Delivered> delivered;
  private final List<String> problems = new ArrayList<>();

  /** A message that the broker acknowledged to {@code publisher}, in the order of sending. */
  record Sent(String room, String publisher, String id) {}

  /** A row of the table message and what stands about it in outbox and dead letters. */
  record Row(
      String room,
      long id,
      @Nullable Long seq,
      String publisher,
      String inboundId,
      String state,
      boolean inOutbox,
      boolean isDeadLetter) {}

  /** A message on an outbound channel, in the order of the channel. */
  record Delivered(String room, long seq, long rowId) {}

  private DeliveryCheck(List<Sent> sent, List<Row> rows, List<Delivered> delivered) {
    this.sent = sent;
    this.rows = rows;
    this.delivered = delivered;
  }

  /** Everything that breaks the promise; empty when it was kept. */
  static List<String> problems(List<Sent> sent, List<Row> rows, List<Delivered> delivered) {
    DeliveryCheck check = new DeliveryCheck(sent, rows, delivered);
    check.everyMessageOnce();
    check.everyRoomDense();
    check.everyPublisherInOrder();
    check.everyRowAtItsEnd();
    check.everyChannelLikeItsTable();
    return check.problems;
  }

  private void everyMessageOnce() {
    Map<Sent, Long> stored =
        rows.stream().collect(Collectors.groupingBy(DeliveryCheck::key, Collectors.counting()));
    stored.forEach((message, count) -> {
      if (count > 1) {
        problems.add("stored " + count + " times: " + message);
      }
    });
    sent.stream()
        .filter(message -> !stored.containsKey(message))
        .forEach(message -> problems.add("lost: " + message));
  }

  private void everyRoomDense() {
    Map<String, List<Long>> seqs = new TreeMap<>();
    for (Row row : rows) {
      if (row.seq() != null) {
        seqs.computeIfAbsent(row.room(), added -> new ArrayList<>()).add(row.seq());
      }
    }
    seqs.forEach((room, found) -> {
      List<Long> sorted = found.stream().sorted().toList();
      for (int index = 0; index < sorted.size(); index++) {
        if (sorted.get(index) != index + 1) {
          problems.add("seq " + (index + 1) + " of " + room + " is missing or doubled");
          return;
        }
      }
    });
  }

  private void everyPublisherInOrder() {
    Map<Sent, Row> stored = new HashMap<>();
    rows.forEach(row -> stored.put(key(row), row));
    Map<String, Row> last = new HashMap<>();
    for (Sent message : sent) {
      Row row = stored.get(message);
      if (row == null || row.seq() == null) {
        continue;
      }
      Row before = last.put(message.room() + " " + message.publisher(), row);
      if (before != null && Objects.requireNonNull(before.seq()) > row.seq()) {
        problems.add(ORDER + ": " + message);
      }
    }
  }

  private void everyRowAtItsEnd() {
    for (Row row : rows) {
      boolean published = row.state().equals("published");
      boolean wrong =
          !END_STATES.contains(row.state())
              || row.inOutbox()
              || (published && row.seq() == null)
              || (row.state().equals("rejected") && row.seq() != null)
              || (row.state().equals("dead") != row.isDeadLetter());
      if (wrong) {
        problems.add("no end state: " + row);
      }
    }
  }

  private void everyChannelLikeItsTable() {
    Map<Delivered, Row> expected = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.seq() != null) {
        expected.put(new Delivered(row.room(), row.seq(), row.id()), row);
      }
    }
    Set<Delivered> seen = new HashSet<>();
    Map<String, Long> last = new HashMap<>();
    for (Delivered message : delivered) {
      Row row = expected.get(message);
      if (row == null) {
        problems.add("delivered but not stored: " + message);
      } else if (!row.state().equals("published")) {
        problems.add("delivered although it is " + row.state() + ": " + message);
      }
      if (!seen.add(message)) {
        problems.add("delivered twice: " + message);
      } else if (last.getOrDefault(message.room(), 0L) > message.seq()) {
        problems.add("delivered after what comes after it: " + message);
      }
      last.merge(message.room(), message.seq(), Math::max);
    }
    expected.forEach((message, row) -> {
      if (row.state().equals("published") && !seen.contains(message)) {
        problems.add("published but not delivered: " + message);
      }
    });
  }

  private static Sent key(Row row) {
    return new Sent(row.room(), row.publisher(), row.inboundId());
  }
}
