package chatrelay.worker.pipeline;

import chatrelay.worker.store.Fence;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The shards this worker holds at this moment, as far as it can know.
 *
 * <p>A lease counts only until seven tenths of its life after the renewal was sent, by the
 * monotonic clock: a worker that was frozen or cut off stops by itself before another may start.
 * The database's fence has the last word. Safe for any thread.
 */
public final class Ownership {
  private static final double TRUSTED = 0.7;

  private final long trustedNanos;
  private final Map<Integer, Held> held = new HashMap<>();

  private record Held(long epoch, long until) {}

  /** For leases that last {@code life} unrenewed. */
  public Ownership(Duration life) {
    this.trustedNanos = (long) (life.toNanos() * TRUSTED);
  }

  /** Whether this worker may act for {@code shard} now. */
  public synchronized boolean owns(int shard) {
    Held lease = held.get(shard);
    return lease != null && lease.until() - System.nanoTime() > 0;
  }

  /** The fence for the given shards, empty if one of them is not ours. */
  public synchronized Optional<Fence> fence(Set<Integer> shards) {
    Map<Integer, Long> epochs = new HashMap<>();
    for (int shard : shards) {
      Held lease = held.get(shard);
      if (lease == null || lease.until() - System.nanoTime() <= 0) {
        return Optional.empty();
      }
      epochs.put(shard, lease.epoch());
    }
    return Optional.of(new Fence(epochs));
  }

  /** All shards held, also those whose lease is not trusted any more. */
  public synchronized Set<Integer> shards() {
    return new TreeSet<>(held.keySet());
  }

  /** Shard to epoch, for renewing. */
  synchronized Map<Integer, Long> epochs() {
    Map<Integer, Long> epochs = new HashMap<>();
    held.forEach((shard, lease) -> epochs.put(shard, lease.epoch()));
    return epochs;
  }

  /** Acquired or renewed by a statement sent at {@code sentAt} of the monotonic clock. */
  synchronized void holds(int shard, long epoch, long sentAt) {
    held.put(shard, new Held(epoch, sentAt + trustedNanos));
  }

  /** No longer ours; false when it was not. */
  synchronized boolean lose(int shard) {
    return held.remove(shard) != null;
  }

  /** Shards whose lease is not trusted any more. */
  synchronized Set<Integer> lapsed() {
    Set<Integer> lapsed = new TreeSet<>();
    held.forEach((shard, lease) -> {
      if (lease.until() - System.nanoTime() <= 0) {
        lapsed.add(shard);
      }
    });
    return lapsed;
  }
}
