package chatrelay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ShutdownTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final Shutdown shutdown = new Shutdown(LIMIT);

  @Test
  void shouldCloseTheLastStartedFirst() {
    shutdown.add("database", LIMIT, () -> closed.add("database"));
    shutdown.add("worker", LIMIT, () -> closed.add("worker"));

    shutdown.close();

    assertThat(closed).containsExactly("worker", "database");
  }

  @Test
  void shouldGoOnAfterAStepThatFails() {
    shutdown.add("database", LIMIT, () -> closed.add("database"));
    shutdown.add(
        "worker",
        LIMIT,
        () -> {
          throw new IllegalStateException("broken");
        });

    shutdown.close();

    assertThat(closed).containsExactly("database");
  }

  @Test
  void shouldGoOnAfterAStepThatHangs() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    shutdown.add("database", LIMIT, () -> closed.add("database"));
    shutdown.add("worker", Duration.ofMillis(50), never::await);

    shutdown.close();

    assertThat(closed).containsExactly("database");
    never.countDown();
  }

  @Test
  void shouldCloseEachOnceWhenClosedTwice() {
    shutdown.add("database", LIMIT, () -> closed.add("database"));

    shutdown.close();
    shutdown.close();

    assertThat(closed).containsExactly("database");
  }

  @Test
  void shouldLetASecondCloseWaitForTheFirst() throws Exception {
    Thread second = new Thread(shutdown::close, "second-close");
    shutdown.add("database", LIMIT, () -> closed.add("database"));
    shutdown.add(
        "worker",
        LIMIT,
        () -> {
          second.start();
          while (second.getState() != Thread.State.WAITING && second.isAlive()) {
            Thread.onSpinWait();
          }
          closed.add("worker");
        });

    shutdown.close();
    second.join(LIMIT.toMillis());

    assertThat(closed).containsExactly("worker", "database");
  }

  @Test
  void shouldCloseAtOnceWhatIsAddedTooLate() {
    shutdown.close();

    assertThatThrownBy(() -> shutdown.add("late", LIMIT, () -> closed.add("late")))
        .isInstanceOf(CancellationException.class);
    assertThat(closed).containsExactly("late");
  }

  @Test
  void shouldShareOneDeadlineAndGiveTheLastStepItsTurn() {
    CountDownLatch never = new CountDownLatch(1);
    Shutdown hanging = new Shutdown(Duration.ofSeconds(1));
    hanging.add("leases", LIMIT, () -> closed.add("leases"));
    for (int step = 0; step < 5; step++) {
      hanging.add("step " + step, LIMIT, never::await);
    }
    long start = System.nanoTime();

    hanging.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    // Its turn of some 40 ms may be over before a busy machine runs its thread.
    await().atMost(LIMIT).untilAsserted(() -> assertThat(closed).containsExactly("leases"));
  }

  @Test
  void shouldCloseAllAlthoughItsCallerIsInterrupted() {
    shutdown.add("leases", LIMIT, () -> closed.add("leases"));
    shutdown.add("database", LIMIT, new CountDownLatch(1)::await);
    shutdown.add("worker", LIMIT, () -> closed.add("worker"));
    Thread.currentThread().interrupt();

    shutdown.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).contains("leases");
  }

  @Test
  void shouldGoOnAfterAStepThatRunsOutOfMemory() {
    shutdown.add("leases", LIMIT, () -> closed.add("leases"));
    shutdown.add(
        "worker",
        LIMIT,
        () -> {
          throw new OutOfMemoryError("unable to create native thread");
        });

    shutdown.close();

    assertThat(closed).containsExactly("leases");
  }
}
