package chatrelay.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What 2,000 rooms cost and how they are locked. */
@Timeout(120)
class ManyRoomsTest {
  private static final int ROOMS = 2_000;
  private static final int TURNS = 3;
  private static final int DEADLOCK = 1213;

  private final AtomicInteger victims = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  @ParameterizedTest
  @EnumSource
  void should_never_deadlock_when_lanes_store_while_all_idle_positions_move(Kind kind)
      throws Exception {
    try (StoreFixture fixture = fixture(kind);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<RoomRoute> rooms = fixture.rooms(ROOMS);
      List<Future<Integer>> lanes =
          List.of(
              threads.submit(() -> lane(fixture, rooms, 0)),
              threads.submit(() -> lane(fixture, rooms, 1)));
      Future<Integer> moved = threads.submit(() -> housekeeping(fixture, rooms));

      int positions = moved.get(60, TimeUnit.SECONDS);
      int batches = 0;
      for (Future<Integer> lane : lanes) {
        batches += lane.get(60, TimeUnit.SECONDS);
      }

      assertThat(victims).as("deadlock victims").hasValue(0);
      assertThat(positions).as("positions moved").isGreaterThan(TURNS * ROOMS / 2);
      assertThat(batches).as("batches stored").isGreaterThan(TURNS);
    }
  }

  /** As the worker deals rooms: those of one lane are never the other's. */
  private int lane(StoreFixture fixture, List<RoomRoute> rooms, int lane) {
    MessageStore store = new MessageStore(fixture.database());
    Random random = new Random(lane);
    int batches = 0;
    while (!over.get()) {
      List<ModeratedMessage> batch = new ArrayList<>();
      for (int message = 0; message < 100; message++) {
        RoomRoute room = rooms.get(2 * random.nextInt(ROOMS / 2) + lane);
        String id = lane + "-" + batches + "-" + message;
        batch.add(message % 3 == 0 ? fixture.rejected(room, id) : fixture.accepted(room, id));
      }
      Fence fence =
          StoreFixture.fence(
              batch.stream().map(message -> message.inbound().room()).toArray(RoomRoute[]::new));
      if (countingVictims(() -> store.store(batch, fence))) {
        batches++;
      }
    }
    return batches;
  }

  private int housekeeping(StoreFixture fixture, List<RoomRoute> rooms) {
    StoredProgress progress = new StoredProgress(fixture.database());
    Instant start = Instant.now().minusSeconds(3_600);
    AtomicInteger moved = new AtomicInteger();
    try {
      for (int turn = 0; turn < TURNS; turn++) {
        Map<RoomRoute, Instant> idle = idle(rooms, start.plusSeconds(turn));
        countingVictims(() -> moved.addAndGet(progress.advance(idle).size()));
      }
    } finally {
      over.set(true);
    }
    return moved.get();
  }

  private boolean countingVictims(Runnable work) {
    try {
      work.run();
      return true;
    } catch (DataAccessException failure) {
      SQLException cause = failure.getCause(SQLException.class);
      if (cause == null || cause.getErrorCode() != DEADLOCK) {
        throw failure;
      }
      victims.incrementAndGet();
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_write_five_rows_a_second_at_most_while_all_rooms_are_idle(Kind kind) {
    try (StoreFixture fixture = fixture(kind)) {
      List<RoomRoute> rooms = fixture.rooms(ROOMS);
      Duration hours = Duration.ofHours(3);
      Duration turn = Duration.ofSeconds(30);
      Instant start = Instant.now().minus(hours);
      IdlePositions positions =
          new IdlePositions(new StoredProgress(fixture.database()), Duration.ofHours(24));
      fixture.countCheckpointWrites();

      for (Instant now = start; now.isBefore(start.plus(hours)); now = now.plus(turn)) {
        positions.write(idle(rooms, now));
      }

      assertThat(fixture.checkpointWrites()).isBetween(3L * ROOMS, 5 * hours.toSeconds());
      assertThat(
              fixture.number(
                  "SELECT COUNT(*) FROM checkpoint WHERE message_time > UTC_TIMESTAMP(3) - INTERVAL"
                      + " 61 MINUTE"))
          .as("positions of the last hour")
          .isEqualTo(ROOMS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_write_no_position_that_did_not_move(Kind kind) {
    try (StoreFixture fixture = fixture(kind)) {
      List<RoomRoute> rooms = fixture.rooms(10);
      Instant now = Instant.now().minusSeconds(60);
      StoredProgress progress = new StoredProgress(fixture.database());
      progress.advance(idle(rooms, now));
      fixture.database().context().execute("UPDATE checkpoint SET updated_at = '2020-01-01'");

      progress.advance(idle(rooms, now));
      progress.advance(idle(rooms, now.minusSeconds(1)));

      assertThat(fixture.number("SELECT COUNT(*) FROM checkpoint WHERE YEAR(updated_at) = 2020"))
          .isEqualTo(10);
    }
  }

  private static Map<RoomRoute, Instant> idle(List<RoomRoute> rooms, Instant through) {
    Map<RoomRoute, Instant> idle = new HashMap<>();
    rooms.forEach(room -> idle.put(room, through));
    return idle;
  }

  private static StoreFixture fixture(Kind kind) {
    assumeTrue(kind.whyUnavailable().isEmpty(), "needs Docker");
    return new StoreFixture(kind);
  }
}
