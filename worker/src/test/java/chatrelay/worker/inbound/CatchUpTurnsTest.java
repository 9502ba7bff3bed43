package chatrelay.worker.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.schema.RoomSettings;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.settings.Bound;
import chatrelay.worker.settings.WorkerSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is in catch-up, and what is left behind. */
@Timeout(60)
class CatchUpTurnsTest {
  private static final int PAGE = 250;
  private static final InstantSource CLOCK = InstantSource.system();
  private final Instant start = CLOCK.instant().minusSeconds(600);

  private final IntakeBudget budget = new IntakeBudget(4_000, 32 << 20);
  private final FakeLane lane = new FakeLane(Duration.ofNanos(400_000), false);
  private final List<RoomIntake> rooms = new ArrayList<>();
  private @Nullable CatchUp catchUp;

  @AfterEach
  void close() throws InterruptedException {
    if (catchUp != null) {
      catchUp.close();
    }
    lane.close();
  }

  @Test
  void a_room_is_live_after_one_turn_however_long_other_backlogs_are() {
    FakeHistory history = new FakeHistory(Duration.ofMillis(1));
    reconnect(history, 8, 200, 5_000);

    await().until(() -> rooms.stream().skip(2).allMatch(RoomIntake::isLive));

    assertThat(history.pages("in0")).isLessThan(5_000 / PAGE / 2);
    assertThat(history.pages("in1")).isLessThan(5_000 / PAGE / 2);
  }

  @Test
  @Tag("endurance")
  @SuppressWarnings("SystemOut") // a figure, for people
  void two_thousand_rooms_are_live_within_15_s_beside_two_backlogs_of_50_000() {
    FakeHistory history = new FakeHistory(Duration.ofMillis(30));
    long begun = System.nanoTime();
    reconnect(history, 8, 2_000, 50_000);

    await().until(() -> rooms.stream().skip(2).allMatch(RoomIntake::isLive));

    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    System.out.printf(
        "2,000 rooms live after %d ms; pages of the backlogs read by then: %d and %d of 200%n",
        took.toMillis(), history.pages("in0"), history.pages("in1"));
    assertThat(took).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void rooms_with_recent_messages_come_first() {
    FakeHistory history = new FakeHistory(Duration.ofMillis(1));
    reconnect(history, 1, 20, 1);
    await().until(() -> rooms.stream().allMatch(RoomIntake::isLive));

    // All but the first few were queued when the one thread was free again.
    List<String> later = history.order().subList(12, 22);

    assertThat(later)
        .isSortedAccordingTo((one, other) -> Integer.compare(number(other), number(one)));
  }

  @Test
  void a_room_whose_reading_fails_by_an_error_of_the_jvm_goes_live_later() {
    FakeHistory history = new FakeHistory(Duration.ZERO).failing(2, true);
    RoomIntake room = room(catchUp(history, 1), 0);

    room.discontinued();

    await().until(room::isLive);
  }

  @Test
  void nothing_is_kept_of_a_room_that_was_closed_while_its_reading_failed() {
    FakeHistory history = new FakeHistory(Duration.ZERO).failing(Integer.MAX_VALUE, false);
    CatchUp started = catchUp(history, 2);
    for (int number = 0; number < 50; number++) {
      room(started, number).discontinued();
    }
    await().until(() -> started.remembered() >= 50);

    rooms.forEach(RoomIntake::close);

    await().until(() -> started.remembered() == 0);
  }

  private static int number(String channel) {
    return Integer.parseInt(channel.substring(2));
  }

  /** Rooms 0 and 1 have a backlog; the others one message each, the last the most recent. */
  private void reconnect(FakeHistory history, int threads, int quiet, int backlog) {
    CatchUp started = catchUp(history, threads);
    IntStream.range(0, quiet + 2)
        .forEach(number -> {
          RoomIntake room = room(started, number);
          String channel = room.route().inbound();
          IntStream.range(0, number < 2 ? backlog : 1)
              .forEach(
                  index -> history.add(channel, message("m" + index, start.plusMillis(index))));
          room.begin();
          room.finish();
          room.receive(message("known", start.plusMillis(number)));
          history.add(channel, message("known", start.plusMillis(number)));
        });
    await().until(() -> rooms.stream().noneMatch(RoomIntake::isUnderWay));
    rooms.forEach(RoomIntake::discontinued);
  }

  private CatchUp catchUp(FakeHistory history, int threads) {
    WorkerSettings settings =
        WorkerSettings.DEFAULT
            .scaledBy(0.1)
            .with(Bound.CATCH_UP_THREADS, threads)
            .with(Bound.HISTORY_PAGE, PAGE);
    catchUp = new CatchUp(history, new NothingStored(), settings, CLOCK);
    return catchUp;
  }

  private RoomIntake room(CatchUp started, int number) {
    RoomRoute route =
        new RoomRoute(number, "r" + number, 0, "in" + number, "out", RoomSettings.DEFAULT, start);
    RoomIntake room = new RoomIntake(route, 1, lane.inbox(), budget, started::request, CLOCK);
    rooms.add(room);
    return room;
  }

  private static ReceivedMessage message(String id, Instant sent) {
    return new ReceivedMessage(id, "ada", null, "hi", null, sent.toEpochMilli(), null);
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(5));
  }
}
