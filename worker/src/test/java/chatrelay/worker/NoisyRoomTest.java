package chatrelay.worker;

import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.ROOM;
import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.WorkerSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a room that floods costs another room of the same lane. */
@Tag("endurance")
class NoisyRoomTest extends FaultTest {
  private static final String QUIET = ROOMS.get(0);
  private static final String NOISY = ROOMS.get(1);
  private static final int SAMPLES = 600;
  private static final int ARRAY = 10;

  @Test
  void a_room_at_1000_messages_a_second_at_most_doubles_the_p99_of_another() throws Exception {
    open(Kind.EMBEDDED).tuned(WorkerSettings.DEFAULT.with(Bound.LANES, 1));
    stack().worker(2);
    // Warms the worker up; the last messages are alone.
    try (ScheduledExecutorService flood = flood()) {
      TestStack.soon().until(() -> countOf("SELECT COUNT(*) FROM message") > 20_000);
      flood.shutdownNow();
    }
    quiet(SAMPLES);
    long alone = p99();
    try (ScheduledExecutorService flood = flood()) {
      quiet(SAMPLES);
      flood.shutdownNow();
    }
    long beside = p99();

    say("p99 of sent to stored: %d ms alone, %d ms beside 1,000/s".formatted(alone, beside));
    assertThat(beside).isLessThanOrEqualTo(2 * alone);
  }

  private void quiet(int messages) throws Exception {
    try (Load quiet = new Load(publisher(), List.of(QUIET), 2, 40)) {
      quiet.awaitMore(messages);
    }
  }

  private ScheduledExecutorService flood() {
    ScheduledExecutorService flood = Executors.newSingleThreadScheduledExecutor();
    AtomicInteger number = new AtomicInteger();
    var _ =
        flood.scheduleAtFixedRate(
            () -> publisher().publish("chat-in:" + NOISY, array(number.incrementAndGet())),
            0,
            Duration.ofSeconds(ARRAY).toNanos() / 1_000,
            TimeUnit.NANOSECONDS);
    return flood;
  }

  private static String array(int number) {
    return IntStream.range(0, ARRAY)
        .mapToObj(
            index -> "{\"clientId\":\"ada\",\"data\":\"flood %d %d\"}".formatted(number, index))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Of the last messages of the quiet room, in milliseconds. */
  private long p99() {
    List<Long> delays = delays(QUIET);
    List<Long> last =
        delays.subList(Math.max(0, delays.size() - SAMPLES), delays.size()).stream()
            .sorted()
            .toList();
    return last.get(last.size() * 99 / 100);
  }

  private List<Long> delays(String room) {
    return stack()
        .database()
        .context()
        .select(MESSAGE.SENT_AT, MESSAGE.STORED_AT)
        .from(MESSAGE)
        .join(ROOM)
        .on(ROOM.ID.eq(MESSAGE.ROOM_ID))
        .where(ROOM.NAME.eq(room))
        .orderBy(MESSAGE.SEQ)
        .fetch(row -> Duration.between(row.value1(), row.value2()).toMillis());
  }
}
