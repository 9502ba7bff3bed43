package chatrelay.worker.settings;

import chatrelay.runtime.Environment;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A value for every {@link Timing} and every {@link Bound}. Immutable; each value is set and read
 * by its name, so that two of one type can't be swapped unnoticed.
 *
 * <p>A component takes the whole and reads what it needs: a new constant is one line of an enum and
 * the place of its use.
 */
public final class WorkerSettings {
  /** What production runs with when no variable is set. */
  public static final WorkerSettings DEFAULT =
      new WorkerSettings(
          of(Timing.class, Timing.values(), Timing::usual),
          of(Bound.class, Bound.values(), Bound::usual));

  private static final Duration LEAST = Duration.ofMillis(5);

  private final Map<Timing, Duration> times;
  private final Map<Bound, Long> bounds;

  private WorkerSettings(Map<Timing, Duration> times, Map<Bound, Long> bounds) {
    this.times = times;
    this.bounds = bounds;
  }

  /** Reads the variables; problems are recorded in {@code environment} for its {@code check()}. */
  public static WorkerSettings from(Environment environment) {
    return new WorkerSettings(
        of(Timing.class, Timing.values(), timing -> timing.from(environment)),
        of(Bound.class, Bound.values(), bound -> bound.from(environment)));
  }

  private static <K extends Enum<K>, V> Map<K, V> of(
      Class<K> type, K[] constants, Function<K, V> value) {
    return Arrays.stream(constants)
        .collect(
            Collectors.toMap(
                constant -> constant, value, (one, other) -> other, () -> new EnumMap<>(type)));
  }

  /** The duration; above zero. */
  public Duration time(Timing timing) {
    return times.getOrDefault(timing, timing.usual());
  }

  /** The bound as a size, in bytes or messages. */
  public long size(Bound bound) {
    return bounds.getOrDefault(bound, bound.usual());
  }

  /**
   * The bound as a count.
   *
   * @throws ArithmeticException when it is above the largest {@code int}
   */
  public int count(Bound bound) {
    return Math.toIntExact(size(bound));
  }

  /** The same with another value for one time constant. */
  public WorkerSettings with(Timing timing, Duration value) {
    Map<Timing, Duration> changed = new EnumMap<>(times);
    changed.put(timing, value);
    return new WorkerSettings(changed, bounds);
  }

  /** The same with another value for one bound. */
  public WorkerSettings with(Bound bound, long value) {
    Map<Bound, Long> changed = new EnumMap<>(bounds);
    changed.put(bound, value);
    return new WorkerSettings(times, changed);
  }

  /**
   * The same with every time constant multiplied by {@code factor}, but none under 5 ms, so that
   * tests of minutes run in seconds. Bounds stay.
   */
  public WorkerSettings scaledBy(double factor) {
    return new WorkerSettings(
        of(
            Timing.class,
            Timing.values(),
            timing -> {
              Duration scaled = Duration.ofNanos((long) (time(timing).toNanos() * factor));
              return scaled.compareTo(LEAST) < 0 ? LEAST : scaled;
            }),
        bounds);
  }

  @Override
  public String toString() {
    return times + " " + bounds;
  }
}
