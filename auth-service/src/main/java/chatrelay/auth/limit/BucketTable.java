package chatrelay.auth.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One bucket per key, at most {@code capacity} (about 200 bytes each).
 *
 * <p>When full, it evicts the least recently used bucket: the key restarts with a full one, for
 * which the limit over all callers compensates. Thread-safe.
 */
public final class BucketTable {
  private final Rate rate;
  private final int capacity;
  private final LongSupplier nanoTime;
  private final Map<String, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /** {@code nanoTime} is {@link System#nanoTime} outside tests. */
  public BucketTable(Rate rate, int capacity, LongSupplier nanoTime) {
    this.rate = rate;
    this.capacity = capacity;
    this.nanoTime = nanoTime;
  }

  /** Zero when {@code key} may proceed, else the time to wait. */
  public synchronized Duration take(String key) {
    long now = nanoTime.getAsLong();
    return bucket(key, now).take(rate, now);
  }

  /** A turn for {@code key}, now or within {@code patience}; the caller waits by itself. */
  public synchronized Turn reserve(String key, Duration patience) {
    long now = nanoTime.getAsLong();
    return bucket(key, now).reserve(rate, now, patience);
  }

  private TokenBucket bucket(String key, long now) {
    TokenBucket bucket = buckets.get(key);
    if (bucket == null) {
      if (buckets.size() >= capacity) {
        var eldest = buckets.entrySet().iterator();
        eldest.next();
        eldest.remove();
      }
      bucket = new TokenBucket(rate.burst(), now);
      buckets.put(key, bucket);
    }
    return bucket;
  }

  /** The number of keys held. */
  public synchronized int size() {
    return buckets.size();
  }
}
