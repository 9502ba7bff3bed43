package chatrelay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(20)
class RepeatedTurnTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  @ParameterizedTest
  @MethodSource("failures")
  void shouldGoOnAfterATurnThatFailed(Throwable failure) throws Exception {
    CountDownLatch turns = new CountDownLatch(3);
    Runnable failing =
        () -> {
          turns.countDown();
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        };

    try (RepeatedTurn turn = new RepeatedTurn("test-turns", failing)) {
      turn.start(Duration.ZERO, SOON);

      assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("a defect"),
        new OutOfMemoryError("unable to create native thread"),
        new StackOverflowError());
  }

  @Test
  void shouldTakeATurnOnRequestOnItsOwnThreadAndNoneOnceClosed() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    CountDownLatch taken = new CountDownLatch(1);
    RepeatedTurn turn =
        new RepeatedTurn(
            "test-turns",
            () -> {
              assertThat(Thread.currentThread().getName()).isEqualTo("test-turns");
              turns.incrementAndGet();
              taken.countDown();
            });
    turn.start(NEVER, NEVER);
    turn.now();
    assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();

    turn.close();
    turn.now();

    assertThat(turns.get()).isOne();
  }
}
