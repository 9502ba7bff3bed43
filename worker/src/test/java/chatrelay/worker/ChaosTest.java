package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.database.TestDatabase.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults of every kind in random order at random moments, under load; the oracle has the last word.
 *
 * <p>{@code -Dchaos.seeds=200} runs so many seeds, {@code -Dchaos.seed=7} that one alone. A seed
 * fixes which faults come in which order and how long after each other, not what the threads are at
 * just then.
 */
class ChaosTest extends FaultTest {
  private static final int USUAL_SEEDS = 20;

  static LongStream seeds() {
    Long one = Long.getLong("chaos.seed");
    return one == null
        ? LongStream.rangeClosed(1, Integer.getInteger("chaos.seeds", USUAL_SEEDS))
        : LongStream.of(one);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @SuppressWarnings("SystemOut") // one line a seed, for people
  void nothing_is_lost_doubled_or_out_of_order(long seed) throws Exception {
    Kind kind = seed % 4 == 0 && Kind.MYSQL.whyUnavailable().isEmpty() ? Kind.MYSQL : Kind.EMBEDDED;
    long start = System.nanoTime();
    open(kind, chaoticBroker(seed)).tuned(TestStack.scaled(0.1, Duration.ofMillis(1500)));
    ChaosSchedule schedule = new ChaosSchedule(seed, stack());
    Load load = load(200);
    List<String> faults = schedule.run();
    faults().clear();
    schedule.workersOn();
    load.awaitMore(20);
    int sent = load.count();

    try {
      assertComplete();
    } catch (AssertionError violated) {
      throw new AssertionError("seed " + seed + " on " + kind + " with " + faults, violated);
    }

    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        "chaos seed %d on %s: %d messages, %d faults, %d ms, nothing wrong%n",
        seed, kind, sent, faults.size(), took.toMillis());
    assertThat(gaps()).as("seed %d", seed).isZero();
  }

  private static BrokerOptions chaoticBroker(long seed) {
    return PERSISTED.withSeed(seed);
  }
}
