package chatrelay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(
          Duration.ofMillis(100), Duration.ofSeconds(30), RandomGenerator.of("L64X128MixRandom"));

  @Test
  void shouldDoubleUpToTheLimit() {
    for (int failure = 0; failure < 100; failure++) {
      double step = Math.min(30_000, 100 * Math.pow(2, Math.min(failure, 20)));

      assertThat(backoff.next().toNanos() / 1e6)
          .isBetween(step * 0.5 - 1, Math.min(30_000, step * 1.5) + 1);
    }
    assertThat(backoff.failures()).isEqualTo(100);
  }

  @Test
  void shouldStartAgainAfterASuccess() {
    backoff.next();
    backoff.next();
    backoff.next();

    backoff.reset();

    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(150));
  }

  @Test
  void shouldRefuseToWaitForNothing() {
    assertThatThrownBy(
            () -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), RandomGenerator.getDefault()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
