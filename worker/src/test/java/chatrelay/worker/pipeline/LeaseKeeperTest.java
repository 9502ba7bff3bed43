package chatrelay.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.store.Leases;
import chatrelay.worker.store.StoreFixture;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaseKeeperTest {
  private static final Duration LIFE = Duration.ofMinutes(1);

  @Test
  void should_release_what_the_table_says_it_holds_though_it_trusts_no_lease() throws Exception {
    try (StoreFixture fixture = new StoreFixture(Kind.EMBEDDED)) {
      Leases leases = new Leases(fixture.database(), "one", LIFE);
      Leases others = new Leases(fixture.database(), "other", LIFE);
      leases.acquire(leases.all().subList(0, 10));
      others.acquire(leases.all().subList(10, 16));
      LeaseKeeper keeper =
          new LeaseKeeper(leases, new Ownership(LIFE), "one", LIFE, new NothingToStop());

      keeper.releaseAll(System.nanoTime());

      assertThat(leases.all()).filteredOn(Leases.Lease::lapsed).hasSize(10);
      assertThat(leases.all().subList(10, 16)).noneMatch(Leases.Lease::lapsed);
    }
  }

  private static final class NothingToStop implements LeaseKeeper.ShardListener {
    @Override
    public void changed() {}

    @Override
    public void stop(Set<Integer> shards) {}
  }
}
