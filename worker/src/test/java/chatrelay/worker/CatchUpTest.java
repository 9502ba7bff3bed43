package chatrelay.worker;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.DeliveryCheck.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a large backlog is worked off. */
class CatchUpTest extends FaultTest {
  private static final int BACKLOG = 6_000;
  private static final int ARRAY = 200;

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("SystemOut") // a figure, for people
  void a_backlog_is_stored_and_published_in_order_and_soon(Kind kind) throws Exception {
    open(kind);
    List<Sent> sent = new ArrayList<>();
    for (int array = 0; array < BACKLOG / ARRAY; array++) {
      String room = ROOMS.get(array % ROOMS.size());
      String base = "b" + array;
      publisher().publish("chat-in:" + room, array(base));
      IntStream.range(0, ARRAY)
          .forEach(index -> sent.add(new Sent(room, "ada", base + ":" + index)));
    }
    long start = System.nanoTime();
    stack().launch();

    TestStack.soon().until(() -> count("message") == BACKLOG);
    Duration stored = Duration.ofNanos(System.nanoTime() - start);
    Delivery.assertComplete(stack(), ROOMS, sent);
    Duration published = Duration.ofNanos(System.nanoTime() - start);

    System.out.printf(
        "catch-up on %s: %d messages stored in %d ms, published in %d ms%n",
        kind, BACKLOG, stored.toMillis(), published.toMillis());
  }

  private static String array(String base) {
    return IntStream.range(0, ARRAY)
        .mapToObj(index ->
            "{\"id\":\"%s:%d\",\"clientId\":\"ada\",\"data\":\"message %d\"}"
                .formatted(base, index, index))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private int count(String table) {
    return stack()
        .database()
        .context()
        .fetchSingle("SELECT COUNT(*) FROM " + table)
        .get(0, Integer.class);
  }
}
