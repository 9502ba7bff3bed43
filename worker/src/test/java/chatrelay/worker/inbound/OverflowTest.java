package chatrelay.worker.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.schema.RoomSettings;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.settings.WorkerSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A room that floods: what others lose by it, and what it reads again. */
@Timeout(30)
class OverflowTest {
  private static final InstantSource CLOCK = InstantSource.system();

  private final IntakeBudget budget = new IntakeBudget(100, 1 << 20);

  @Test
  void a_room_that_floods_leaves_a_place_for_every_other() {
    LaneInbox inbox = new LaneInbox();
    List<RoomIntake> flooding = List.of(live(1, inbox), live(2, inbox), live(3, inbox));
    flooding.forEach(room -> IntStream.range(0, 500).forEach(index -> receive(room, index)));

    RoomIntake quiet = live(4, inbox);
    receive(quiet, 1);
    receive(quiet, 2);

    assertThat(flooding).noneMatch(RoomIntake::isLive);
    assertThat(quiet.isLive()).isTrue();
    assertThat(quiet.dropped()).isZero();
    assertThat(budget.messages()).isLessThanOrEqualTo(100);
  }

  @Test
  void a_batch_takes_the_waiting_rooms_in_turn() throws Exception {
    LaneInbox inbox = new LaneInbox();
    RoomIntake flooding = live(1, inbox);
    IntStream.range(0, 40).forEach(index -> receive(flooding, index));
    RoomIntake quiet = live(2, inbox);
    receive(quiet, 1);
    receive(quiet, 2);

    List<LaneInbox.Arrival> batch = inbox.take(10, Duration.ofSeconds(1)).arrivals();

    assertThat(batch).hasSize(10);
    assertThat(of(batch, quiet)).containsExactly("m1", "m2");
    assertThat(of(batch, flooding)).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7");
  }

  @Test
  void a_page_that_does_not_fit_any_more_comes_first_in_the_next_batch() throws Exception {
    LaneInbox inbox = new LaneInbox();
    RoomIntake reading = live(1, inbox);
    RoomIntake quiet = live(2, inbox);
    receive(quiet, 1);
    reading.read(
        new RoomPage(
            reading, IntStream.range(0, 20).mapToObj(OverflowTest::message).toList(), () -> {}));
    receive(quiet, 2);

    assertThat(of(inbox.take(10, Duration.ofSeconds(1)).arrivals(), quiet))
        .containsExactly("m1", "m2");
    assertThat(inbox.take(10, Duration.ofSeconds(1)).arrivals()).hasSize(20);
    assertThat(inbox.isEmpty()).isTrue();
  }

  @Test
  void an_overflow_reads_on_where_it_left_off() throws Exception {
    FakeHistory history = new FakeHistory(Duration.ofMillis(2));
    WorkerSettings settings = WorkerSettings.DEFAULT.scaledBy(0.01);
    try (FakeLane lane = new FakeLane(Duration.ofNanos(600_000), true);
        CatchUp catchUp = new CatchUp(history, new NothingStored(), settings, CLOCK)) {
      RoomIntake room = new RoomIntake(route(1), 1, lane.inbox(), budget, catchUp::request, CLOCK);
      room.begin();
      room.finish();
      for (int index = 0; index < 4_000; index++) {
        ReceivedMessage message = message(index);
        history.add("in1", message);
        room.receive(message);
        LockSupport.parkNanos(200_000);
      }

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> room.isLive() && !room.isUnderWay());

      List<String> ids = lane.stored().stream().map(ReceivedMessage::id).toList();
      assertThat(room.dropped()).isPositive();
      assertThat(ids.stream().distinct())
          .containsExactlyElementsOf(
              IntStream.range(0, 4_000).mapToObj(index -> "m" + index).toList());
      assertThat(ids.size() - 4_000).isLessThan(4_000);
    }
  }

  @Test
  void a_late_message_of_a_distant_site_that_an_overflow_dropped_is_read() throws Exception {
    FakeHistory history = new FakeHistory(Duration.ZERO);
    long now = CLOCK.millis();
    try (FakeLane lane = new FakeLane(Duration.ZERO, true);
        CatchUp catchUp =
            new CatchUp(history, new NothingStored(), WorkerSettings.DEFAULT, CLOCK)) {
      RoomIntake room = new RoomIntake(route(1), 1, lane.inbox(), budget, catchUp::request, CLOCK);
      room.begin();
      room.finish();
      // More than are remembered, so that nothing tells how far stamps went back before.
      for (int index = 0; index < 300; index++) {
        room.receive(message("m" + index, "hi", now));
        if (index % 50 == 49) {
          Awaitility.await().until(() -> !room.isUnderWay());
        }
      }
      ReceivedMessage late = message("late", "x".repeat(1 << 20), now - 1_000);
      history.add("in1", late);

      room.receive(late);

      assertThat(room.dropped()).isOne();
      Awaitility.await().until(() -> room.isLive() && !room.isUnderWay());
      assertThat(lane.stored()).extracting(ReceivedMessage::id).contains("late");
    }
  }

  private static List<String> of(List<LaneInbox.Arrival> batch, RoomIntake room) {
    return batch.stream()
        .filter(arrival -> arrival.room() == room)
        .map(arrival -> arrival.message().id())
        .toList();
  }

  private RoomIntake live(int number, LaneInbox inbox) {
    RoomIntake room = new RoomIntake(route(number), 1, inbox, budget, behind -> {}, CLOCK);
    room.begin();
    room.finish();
    return room;
  }

  private static RoomRoute route(int number) {
    return new RoomRoute(
        number, "r" + number, 0, "in" + number, "out", RoomSettings.DEFAULT, Instant.EPOCH);
  }

  private static void receive(RoomIntake room, int index) {
    room.receive(message(index));
  }

  private static ReceivedMessage message(int index) {
    return message("m" + index, "hi", CLOCK.millis());
  }

  private static ReceivedMessage message(String id, String text, long stamp) {
    return new ReceivedMessage(id, "ada", null, text, null, stamp, null);
  }
}
