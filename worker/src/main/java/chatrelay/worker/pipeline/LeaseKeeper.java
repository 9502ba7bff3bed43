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
 * Gets and keeps leases so that the live workers share the shards evenly.
 *
 * <p>Looks at the lease table twenty times in a lease's life and renews three times, on its one
 * thread, {@code leases}. Shards above the fair share are given back in order: stopped first, then
 * released. When the database is away leases lapse by themselves, see {@link Ownership}.
 */
final class LeaseKeeper {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final int SHARDS = 16;
  private static final int LOOKS = 20;
  private static final int RENEWALS = 3;

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

  /** Told about shards, on the keeper's thread. */
  interface ShardListener {
    /** Shards were gained or lost; {@link Ownership} tells which are held now. */
    void changed();

    /** Stop working on the shard and return once nothing of it is under way, or soon anyway. */
    void stop(int shard);
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

  /** Ends the thread; leases are kept until {@link #releaseAll()}. */
  void stop() throws InterruptedException {
    ending.countDown();
    thread.join(TimeUnit.NANOSECONDS.toMillis(lifeNanos));
  }

  /** Gives everything back so that others can start at once. */
  void releaseAll() {
    Set<Integer> held = ownership.shards();
    held.forEach(ownership::lose);
    leases.release(held);
    leases.leave();
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
    try {
      renew();
      balance();
      healthy = true;
    } catch (RuntimeException failure) {
      if (healthy) {
        log.warn("leases can't be kept: {}", SqlFailure.classify(failure));
      }
      healthy = false;
    }
    Set<Integer> lapsed = ownership.lapsed();
    lapsed.forEach(ownership::lose);
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
    Map<Integer, Long> held = ownership.epochs();
    Map<Integer, Long> kept = leases.renew(held);
    Set<Integer> lost = new TreeSet<>(held.keySet());
    lost.removeAll(kept.keySet());
    lost.forEach(ownership::lose);
    kept.forEach((shard, epoch) -> ownership.holds(shard, epoch, now));
    renewedAt = now;
    renewed = true;
    if (!lost.isEmpty()) {
      log.warn("shards {} were taken over by another worker", lost);
      listener.changed();
    }
  }

  private void balance() {
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
    for (int shard : given) {
      listener.stop(shard);
      ownership.lose(shard);
      leases.release(Set.of(shard));
    }
    listener.changed();
  }

  private void take(int count) {
    Set<Integer> taken = new TreeSet<>();
    for (Lease lease : leases.all()) {
      if (taken.size() == count) {
        break;
      }
      long sentAt = System.nanoTime();
      if (isFree(lease)) {
        leases
            .acquire(lease.shard(), lease.epoch(), !lease.lapsed())
            .ifPresent(epoch -> {
              ownership.holds(lease.shard(), epoch, sentAt);
              taken.add(lease.shard());
            });
      }
    }
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
