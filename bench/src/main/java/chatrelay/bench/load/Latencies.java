package chatrelay.bench.load;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps up to a fixed number of measured durations and answers their percentiles.
 *
 * <p>Adding is safe for any thread; what exceeds the bound is counted but not kept. Percentiles are
 * meant for after the measurement.
 */
final class Latencies {
  private final long[] nanos;
  private final AtomicInteger size = new AtomicInteger();

  Latencies(int most) {
    this.nanos = new long[most];
  }

  void add(long duration) {
    int index = size.getAndIncrement();
    if (index < nanos.length) {
      nanos[index] = duration;
    }
  }

  int count() {
    return size.get();
  }

  /** The value under which {@code share} (0 to 1) of the durations lie, in milliseconds. */
  double percentile(double share) {
    int kept = Math.min(size.get(), nanos.length);
    if (kept == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, kept);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(kept - 1L, (long) (share * kept))] / 1e6;
  }
}
