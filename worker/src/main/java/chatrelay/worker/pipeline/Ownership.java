package chatrelay.worker.pipeline;

import chatrelay.worker.store.Fence;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The shards this worker holds at this moment, by its own clock.
 *
 * <p>A lease counts only until seven tenths of its life after the renewal was sent, by the
 * monotonic clock: a worker that was frozen or cut off stops by itself before another may start. A
 * lapsed lease stays lost under its epoch even if the database would still renew it, because
 * messages may have been dropped meanwhile; it must be acquired again. The database's fence
 * decides. Thread-safe.
 */
public final class Ownership {
  private static final double TRUSTED = 0.7;

  private final long trustedNanos;
  private final Map<Integer, Held> held = new HashMap<>();

  private record Held(long epoch, long until) {
    boolean isTrusted(long now) {
      return until - now > 0;
    }
  }

  /** For leases that last {@code life} unrenewed. */
  public Ownership(Duration life) {
    this.trustedNanos = (long) (life.toNanos() * TRUSTED);
  }

  /** Whether this worker may act for {@code shard} now, under the lease of {@code epoch}. */
  public synchronized boolean owns(int shard, long epoch) {
    Held lease = held.get(shard);
    return lease != null && lease.epoch() == epoch && lease.isTrusted(System.nanoTime());
  }

  /** Shards this worker may act for now, with the epochs of their leases. */
  public synchronized Map<Integer, Long> trusted() {
    long now = System.nanoTime();
    Map<Integer, Long> trusted = new HashMap<>();
    held.forEach((shard, lease) -> {
      if (lease.isTrusted(now)) {
        trusted.put(shard, lease.epoch());
      }
    });
    return trusted;
  }

  /** The fence for leases given as shard to epoch, empty if one of them was lost. */
  public synchronized Optional<Fence> fence(Map<Integer, Long> leases) {
    boolean ours = leases.entrySet().stream().allMatch(e -> owns(e.getKey(), e.getValue()));
    return ours ? Optional.of(new Fence(leases)) : Optional.empty();
  }

  /** All shards held, including those whose lease may have lapsed. */
  public synchronized Set<Integer> shards() {
    return new TreeSet<>(held.keySet());
  }

  /** Acquired by a statement sent at {@code sentAt} of the monotonic clock. */
  synchronized void acquired(int shard, long epoch, long sentAt) {
    held.put(shard, new Held(epoch, sentAt + trustedNanos));
  }

  /** Renewed by a statement sent at {@code sentAt}; false when it had lapsed before the answer. */
  synchronized boolean renewed(int shard, long epoch, long sentAt) {
    if (!owns(shard, epoch)) {
      return false;
    }
    held.put(shard, new Held(epoch, sentAt + trustedNanos));
    return true;
  }

  /** Removes the shard; false when it was not held. */
  synchronized boolean lose(int shard) {
    return held.remove(shard) != null;
  }

  /** Removes the leases that may have lapsed, and returns them. */
  synchronized Set<Integer> loseLapsed() {
    long now = System.nanoTime();
    Set<Integer> lapsed = new TreeSet<>();
    held.forEach((shard, lease) -> {
      if (!lease.isTrusted(now)) {
        lapsed.add(shard);
      }
    });
    held.keySet().removeAll(lapsed);
    return lapsed;
  }
}
