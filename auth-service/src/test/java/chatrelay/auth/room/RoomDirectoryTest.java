package chatrelay.auth.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chatrelay.auth.http.ApiException;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.RoomSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RoomDirectoryTest {
  private static final Room LOBBY =
      new Room(
          1,
          RoomName.of("lobby"),
          "Lobby",
          RoomName.of("lobby").shard(),
          RoomSettings.DEFAULT,
          Instant.EPOCH,
          null);

  private final AtomicLong nanos = new AtomicLong(5);
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final RoomDirectory directory = new RoomDirectory(this::read, nanos::get);

  private List<Room> read() {
    reads.incrementAndGet();
    if (broken.get()) {
      throw new DataAccessException("gone");
    }
    return List.of(LOBBY);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void shouldAskAtMostEveryTwoSeconds() {
    for (int call = 0; call < 100; call++) {
      assertThat(directory.find(RoomName.of("lobby"))).contains(LOBBY);
    }
    assertThat(reads).hasValue(1);
    pass(Duration.ofMillis(2_001));
    directory.active();
    assertThat(reads).hasValue(2);
  }

  @Test
  void shouldGoOnForTenSecondsWithoutTheDatabase() {
    directory.active();
    broken.set(true);
    pass(Duration.ofSeconds(9));
    assertThat(directory.active()).containsExactly(LOBBY);
    pass(Duration.ofSeconds(2));
    assertThatThrownBy(directory::active)
        .isInstanceOfSatisfying(
            ApiException.class, failure -> assertThat(failure.status()).isEqualTo(503));
    broken.set(false);
    assertThat(directory.active()).containsExactly(LOBBY);
  }

  @Test
  @Timeout(30)
  void shouldNotLetCallersWaitInTurnWhileTheDatabaseIsAway() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    RoomDirectory slow =
        new RoomDirectory(
            () -> {
              reads.incrementAndGet();
              asked.countDown();
              awaitQuietly(answer);
              throw new DataAccessException("no connection within its time-out");
            },
            nanos::get);
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 20; caller++) {
      callers.add(Thread.ofVirtual().start(() -> refused(slow)));
    }
    asked.await();
    await().until(() -> callers.stream().filter(RoomDirectoryTest::waits).count() == 20);

    answer.countDown();
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(reads).as("readings that callers waited for one after the other").hasValue(1);
  }

  private static void refused(RoomDirectory directory) {
    assertThatThrownBy(directory::active).isInstanceOf(ApiException.class);
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
