package chatrelay.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.store.Leases.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lease rows promise to workers, even to those that were given the same name. */
@Timeout(120)
class LeasesTest {
  private static final Duration LIFE = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource
  void should_give_a_lease_that_two_of_one_name_saw_free_to_the_faster_one_only(Kind kind) {
    try (StoreFixture fixture = fixture(kind)) {
      Leases one = new Leases(fixture.database(), "same", LIFE);
      Leases other = new Leases(fixture.database(), "same", LIFE);
      List<Lease> free = one.all();

      Map<Integer, Long> first = one.acquire(free.subList(0, 10));
      Map<Integer, Long> second = other.acquire(free);

      assertThat(first).hasSize(10).containsValue(1L);
      assertThat(second.keySet()).hasSize(6).doesNotContainAnyElementsOf(first.keySet());
      assertThat(one.renew(first)).isEqualTo(first);
      assertThat(other.renew(second)).isEqualTo(second);
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_never_give_one_epoch_of_a_lease_to_two_that_reach_for_it_together(Kind kind)
      throws Exception {
    try (StoreFixture fixture = fixture(kind);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 20; round++) {
        List<Future<Map<Integer, Long>>> reaching = new ArrayList<>();
        for (int worker = 0; worker < 4; worker++) {
          Leases leases = new Leases(fixture.database(), "same", LIFE);
          List<Lease> seen = leases.all().stream().map(LeasesTest::abandoned).toList();
          reaching.add(threads.submit(() -> leases.acquire(seen)));
        }
        List<String> taken = new ArrayList<>();
        for (Future<Map<Integer, Long>> one : reaching) {
          one.get(30, TimeUnit.SECONDS).forEach((shard, epoch) -> taken.add(shard + "@" + epoch));
        }
        assertThat(taken).doesNotHaveDuplicates();
      }
    }
  }

  /** As a lease of a dead owner is taken: whatever time it has left. */
  private static Lease abandoned(Lease lease) {
    return new Lease(lease.shard(), lease.owner(), lease.epoch(), false);
  }

  private static StoreFixture fixture(Kind kind) {
    assumeTrue(kind.whyUnavailable().isEmpty(), () -> kind.whyUnavailable().orElse(""));
    return new StoreFixture(kind);
  }
}
