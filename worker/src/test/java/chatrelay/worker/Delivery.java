package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.worker.DeliveryCheck.Delivered;
import chatrelay.worker.DeliveryCheck.Row;
import chatrelay.worker.DeliveryCheck.Sent;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.Message;
import io.ably.lib.types.PaginatedResult;
import io.ably.lib.types.Param;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/** Reads table and outbound history of a stack and holds {@link DeliveryCheck} against them. */
final class Delivery {
  private static final Duration LIMIT = Duration.ofSeconds(80);
  private static final String ROWS =
      "SELECT r.name, m.id, m.seq, m.client_id, m.inbound_id, m.state, o.message_id IS NOT NULL,"
          + " EXISTS (SELECT 1 FROM dead_letter d WHERE d.message_id = m.id) FROM message m JOIN"
          + " room r ON r.id = m.room_id LEFT JOIN outbox o ON o.message_id = m.id ORDER BY m.id";

  private Delivery() {}

  /** Waits until all that was sent has its end state, then finds nothing wrong. */
  static void assertComplete(TestStack stack, List<String> rooms, List<Sent> sent) {
    assertComplete(stack, rooms, sent, LIMIT);
  }

  static void assertComplete(TestStack stack, List<String> rooms, List<Sent> sent, Duration limit) {
    settle(stack, rooms, sent, limit);
    assertThat(problems(stack, rooms, sent)).as("of %d messages", sent.size()).isEmpty();
  }

  static void assertCompleteInAnyOrder(TestStack stack, List<String> rooms, List<Sent> sent) {
    settle(stack, rooms, sent, LIMIT);
    assertThat(DeliveryCheck.problems(sent, rows(stack), delivered(stack, rooms)))
        .as("of %d messages", sent.size())
        .allMatch(problem -> problem.startsWith(DeliveryCheck.ORDER));
  }

  private static void settle(TestStack stack, List<String> rooms, List<Sent> sent, Duration limit) {
    stack.broker().faults().clear();
    try {
      TestStack.soon().atMost(limit).ignoreExceptions().until(() -> isSettled(stack, sent.size()));
    } catch (ConditionTimeoutException late) {
      assertThat(problems(stack, rooms, sent)).as("after %s", limit).isEmpty();
      throw late;
    }
  }

  static List<String> problems(TestStack stack, List<String> rooms, List<Sent> sent) {
    List<String> problems = DeliveryCheck.problems(sent, rows(stack), delivered(stack, rooms));
    return problems.subList(0, Math.min(20, problems.size()));
  }

  private static boolean isSettled(TestStack stack, int sent) {
    var context = stack.database().context();
    int rows = context.fetchSingle("SELECT COUNT(*) FROM message").get(0, Integer.class);
    int waiting = context.fetchSingle("SELECT COUNT(*) FROM outbox").get(0, Integer.class);
    return rows >= sent && waiting == 0;
  }

  static List<Row> rows(TestStack stack) {
    return stack
        .database()
        .context()
        .fetch(ROWS)
        .map(row ->
            new Row(
                row.get(0, String.class),
                row.get(1, Long.class),
                row.get(2, Long.class),
                row.get(3, String.class),
                row.get(4, String.class),
                row.get(5, String.class),
                row.get(6, Boolean.class),
                row.get(7, Boolean.class)));
  }

  static List<Delivered> delivered(TestStack stack, List<String> rooms) {
    List<Delivered> delivered = new ArrayList<>();
    try {
      ClientOptions options = new ClientOptions(stack.broker().key());
      options.restHost = stack.broker().host();
      options.port = stack.broker().port();
      options.tls = false;
      try (AblyRest rest = new AblyRest(options)) {
        for (String room : rooms) {
          history(rest, "chat-out:" + room)
              .forEach(message -> delivered.add(delivered(room, message)));
        }
      }
    } catch (Exception failure) {
      throw new AssertionError("outbound history can't be read", failure);
    }
    return delivered;
  }

  private static List<Message> history(AblyRest rest, String channel) throws AblyException {
    List<Message> messages = new ArrayList<>();
    Param[] all = {new Param("direction", "forwards"), new Param("limit", "1000")};
    PaginatedResult<Message> page = rest.channels.get(channel).history(all);
    messages.addAll(List.of(page.items()));
    while (page.hasNext()) {
      page = page.next();
      messages.addAll(List.of(page.items()));
    }
    return messages;
  }

  private static Delivered delivered(String room, Message message) {
    var headers = OutboundLog.headers(message);
    return new Delivered(room, headers.get("seq").getAsLong(), headers.get("id").getAsLong());
  }
}
