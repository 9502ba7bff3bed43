package chatrelay.auth.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BucketTableTest {
  private final AtomicLong nanos = new AtomicLong();

  private BucketTable table(double perMinute, double burst, int capacity) {
    return new BucketTable(new Rate(perMinute, burst), capacity, nanos::get);
  }

  @Test
  void shouldLetTheBurstThroughAndThenTheRate() {
    BucketTable table = table(60, 3, 10);
    for (int call = 0; call < 3; call++) {
      assertThat(table.take("one")).isZero();
    }
    assertThat(table.take("one")).isEqualTo(Duration.ofSeconds(1));
    assertThat(table.take("other")).isZero();

    nanos.addAndGet(Duration.ofMillis(400).toNanos());
    assertThat(table.take("one")).isBetween(Duration.ofMillis(599), Duration.ofMillis(601));
    nanos.addAndGet(Duration.ofMillis(601).toNanos());
    assertThat(table.take("one")).isZero();
  }

  @Test
  void shouldNotSaveUpMoreThanTheBurst() {
    BucketTable table = table(60, 2, 10);
    table.take("one");
    nanos.addAndGet(Duration.ofDays(1).toNanos());

    assertThat(table.take("one")).isZero();
    assertThat(table.take("one")).isZero();
    assertThat(table.take("one")).isPositive();
  }

  @Test
  void shouldStayWithinItsCapacityAndForgetTheOneUnusedForLongest() {
    BucketTable table = table(60, 1, 100);
    table.take("often");
    for (int key = 0; key < 10_000; key++) {
      table.take("key " + key);
      assertThat(table.take("often")).isPositive();
    }
    assertThat(table.size()).isEqualTo(100);
  }
}
