package chatrelay.worker.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.schema.RoomSettings;
import chatrelay.worker.settings.Timing;
import chatrelay.worker.settings.WorkerSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CatchUpErrorTest {
  private static final RoomRoute ROOM =
      new RoomRoute(1, "lobby", 0, "in", "out", RoomSettings.DEFAULT, Instant.EPOCH);

  private final CountDownLatch tries = new CountDownLatch(3);

  @Test
  void a_room_whose_reading_ends_by_an_error_of_the_jvm_is_read_again() throws Exception {
    IntakeBudget budget = new IntakeBudget(10, 1_000);
    try (CatchUp catchUp = catchUp(budget)) {
      RoomIntake room =
          new RoomIntake(
              ROOM, 1, new LaneInbox(budget), budget, catchUp::request, InstantSource.system());

      room.discontinued();

      assertThat(tries.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private CatchUp catchUp(IntakeBudget budget) {
    WorkerSettings settings =
        WorkerSettings.DEFAULT.scaledBy(0.01).with(Timing.HISTORY_RETENTION, Duration.ofDays(1));
    return new CatchUp(
        () -> {
          tries.countDown();
          throw new OutOfMemoryError("unable to create native thread");
        },
        new NothingStored(),
        budget,
        settings,
        InstantSource.system());
  }

  private static final class NothingStored implements Progress {
    @Override
    public Position position(RoomRoute room) {
      return new Position(Instant.now(), null, null);
    }

    @Override
    public void moveBack(RoomRoute room, Instant through) {}

    @Override
    public void recordGap(RoomRoute room, @Nullable Instant from, Instant to, String reason) {}
  }
}
