package chatrelay.bench.store;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts messages and the processor time they took, from {@link #begin} to {@link #end}.
 *
 * <p>{@link #add} and {@link #clientTime} are safe for any thread. The database's processor time is
 * that of this process's children; a server elsewhere shows as zero.
 */
final class Meter {
  private final LongAdder messages = new LongAdder();
  private final AtomicLong clientNanos = new AtomicLong();
  private long begun;
  private long messagesBefore;
  private long clientBefore;
  private Duration serverBefore = Duration.ZERO;

  /** What one measurement gave; processor times in microseconds a message. */
  record Reading(double perSecond, double clientMicros, double serverMicros) {}

  /** Adds that many finished messages. */
  void add(int count) {
    messages.add(count);
  }

  /** Processor time of the calling thread, handed in as a difference. */
  void clientTime(long nanos) {
    clientNanos.addAndGet(nanos);
  }

  /** Processor time of the calling thread so far. */
  static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Processor time of this process so far. */
  static Duration processTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  void begin() {
    messagesBefore = messages.sum();
    clientBefore = clientNanos.get();
    serverBefore = serverTime();
    begun = System.nanoTime();
  }

  Reading end() {
    long nanos = System.nanoTime() - begun;
    double count = Math.max(1, messages.sum() - messagesBefore);
    return new Reading(
        count / (nanos / 1e9),
        (clientNanos.get() - clientBefore) / 1e3 / count,
        serverTime().minus(serverBefore).toNanos() / 1e3 / count);
  }

  /** Processor time of this process's children so far. */
  static Duration serverTime() {
    return ProcessHandle.current()
        .descendants()
        .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
