package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.DeliveryCheck.Sent;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** F18: what the database does not take is not held in memory. */
class BackpressureTest extends FaultTest {
  private static final int PUBLISHES = 400;
  private static final int ARRAY = 3;
  private static final String TEXT = "x".repeat(4_000);

  @Test
  void f18_a_frozen_database_and_large_messages_fit_into_a_small_heap() throws Exception {
    open(Kind.EMBEDDED);
    List<Sent> sent = new ArrayList<>();
    // Nearly 5 MB of text, twice as much in memory: more than the queue of 8 MB.
    try (WorkerProcess worker = WorkerProcess.start(stack(), "3s", 72)) {
      publish("first", sent);
      TestStack.soon().until(() -> rows() == ARRAY);
      try (Connection freezing = stack().server().connect();
          Statement statement = freezing.createStatement()) {
        statement.execute("FLUSH TABLES WITH READ LOCK");
        for (int number = 1; number < PUBLISHES; number++) {
          publish("m" + number, sent);
        }
        statement.execute("UNLOCK TABLES");
      }

      Delivery.assertComplete(stack(), ROOMS, sent);
      assertThat(worker.isAlive()).isTrue();
    }
  }

  private void publish(String base, List<Sent> sent) {
    String room = ROOMS.get(base.length() % ROOMS.size());
    String array =
        IntStream.range(0, ARRAY)
            .mapToObj(index ->
                "{\"id\":\"%s:%d\",\"clientId\":\"ada\",\"data\":\"%s\"}"
                    .formatted(base, index, TEXT))
            .collect(Collectors.joining(",", "[", "]"));
    publisher().publish("chat-in:" + room, array);
    IntStream.range(0, ARRAY).forEach(index -> sent.add(new Sent(room, "ada", base + ":" + index)));
  }

  private int rows() {
    return stack()
        .database()
        .context()
        .fetchSingle("SELECT COUNT(*) FROM message")
        .get(0, Integer.class);
  }
}
