package chatrelay.worker.pipeline;

import chatrelay.runtime.NamedThreads;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.store.Leases;
import chatrelay.worker.store.Leases.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acquires and renews leases so that the live workers share the shards evenly.
 *
 * <p>Reads the lease table twenty times in a lease's life and renews three times, on its one
 * thread, {@code leases}. Shards above the fair share are stopped first, then released. While the
 * database is away leases lapse by themselves, see {@link Ownership}.
 */
final class LeaseKeeper {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final int SHARDS = 16;
  private static final int LOOKS = 20;
  private static final int RENEWALS = 3;
  private static final Duration RELEASE_AGAIN = Duration.ofMillis(50);

  private final Leases leases;
  private final Ownership ownership;
  private final String worker;
  private final long lifeNanos;
  private final ShardListener listener;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread;
  private long renewedAt;
  private boolean renewed;
  private volatile boolean healthy;

  /** Called about shards, on the keeper's thread. */
  interface ShardListener {
    /** Shards were acquired or lost; {@link Ownership} holds the present set. */
    void changed();

    /** The shards will be released: return once nothing of them is in flight, or within a bound. */
    void stop(Set<Integer> shards);
  }

  LeaseKeeper(
      Leases leases, Ownership ownership, String worker, Duration life, ShardListener listener) {
    this.leases = leases;
    this.ownership = ownership;
    this.worker = worker;
    this.lifeNanos = life.toNanos();
    this.listener = listener;
    this.thread = new NamedThreads("leases").newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** Whether the last look at the lease table succeeded. */
  boolean isHealthy() {
    return healthy;
  }

  /** Ends the thread; leases are kept until {@link #releaseAll}. */
  void stop() throws InterruptedException {
    ending.countDown();
    thread.join(TimeUnit.NANOSECONDS.toMillis(lifeNanos));
  }

  /**
   * Gives everything back so that others can start at once, also leases that this process no longer
   * trusts; tries until {@code deadline} of the monotonic clock when the database does not answer.
   */
  void releaseAll(long deadline) throws InterruptedException {
    ownership.shards().forEach(ownership::lose);
    while (true) {
      try {
        leases.releaseAll();
        leases.leave();
        return;
      } catch (RuntimeException failure) {
        if (System.nanoTime() - deadline > 0) {
          throw failure;
        }
        TimeUnit.NANOSECONDS.sleep(RELEASE_AGAIN.toNanos());
      }
    }
  }

  private void run() {
    try {
      do {
        look();
      } while (!ending.await(lifeNanos / LOOKS, TimeUnit.NANOSECONDS));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    loseLapsed();
    try {
      renew();
      balance();
      healthy = true;
    } catch (RuntimeException | Error failure) {
      if (healthy) {
        log.warn("leases can't be kept: {}", SqlFailure.classify(failure));
      }
      healthy = false;
    }
    loseLapsed();
  }

  private void loseLapsed() {
    Set<Integer> lapsed = ownership.loseLapsed();
    if (!lapsed.isEmpty()) {
      log.warn("leases of shards {} were not renewed in time", lapsed);
      listener.changed();
    }
  }

  private void renew() {
    long now = System.nanoTime();
    if (renewed && now - renewedAt < lifeNanos / RENEWALS) {
      return;
    }
    leases.heartbeat();
    Map<Integer, Long> held = ownership.trusted();
    Map<Integer, Long> kept = leases.renew(held);
    Set<Integer> lost = new TreeSet<>(held.keySet());
    lost.removeIf(shard -> {
      Long epoch = kept.get(shard);
      return epoch != null && ownership.renewed(shard, epoch, now);
    });
    lost.forEach(ownership::lose);
    renewedAt = now;
    renewed = true;
    if (!lost.isEmpty()) {
      log.warn("shards {} are lost: taken over, or renewed too late", lost);
      listener.changed();
    }
  }

  private void balance() {
    if (ending.getCount() == 0) {
      return;
    }
    List<String> members = leases.members();
    Set<Integer> held = ownership.shards();
    int share = share(members);
    if (held.size() > share) {
      giveBack(held, held.size() - share);
      return;
    }
    if (held.size() < share) {
      take(share - held.size());
    }
  }

  private int share(List<String> members) {
    List<String> alive = members.stream().filter(name -> !WorkerIdentity.isDead(name)).toList();
    int place = alive.indexOf(worker);
    int workers = Math.max(1, alive.size());
    int extra = place >= 0 && place < SHARDS % workers ? 1 : 0;
    return SHARDS / workers + extra;
  }

  private void giveBack(Set<Integer> held, int count) {
    List<Integer> given = held.stream().sorted().skip(held.size() - count).toList();
    log.info("giving shards {} to another worker", given);
    // From here on nothing new is stored; a transaction in progress delays the release.
    given.forEach(ownership::lose);
    listener.stop(Set.copyOf(given));
    leases.release(given);
    listener.changed();
  }

  private void take(int count) {
    List<Lease> free = leases.all().stream().filter(this::isFree).limit(count).toList();
    long sentAt = System.nanoTime();
    Map<Integer, Long> taken = leases.acquire(free);
    taken.forEach((shard, epoch) -> ownership.acquired(shard, epoch, sentAt));
    if (!taken.isEmpty()) {
      log.info("holding shards {}", ownership.shards());
      listener.changed();
    }
  }

  /** Lapsed, left over from an earlier process of this name, or of a process that is dead. */
  private boolean isFree(Lease lease) {
    String owner = lease.owner();
    if (lease.lapsed() || owner == null) {
      return true;
    }
    boolean leftOver = owner.equals(worker) && !ownership.shards().contains(lease.shard());
    return leftOver || WorkerIdentity.isDead(owner);
  }
}
