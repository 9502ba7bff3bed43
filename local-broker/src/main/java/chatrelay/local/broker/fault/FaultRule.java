package chatrelay.local.broker.fault;

import chatrelay.local.broker.wire.FrameAction;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One fault: a point, whom it concerns, how often, what happens. Immutable; each refinement returns
 * a new rule. Without {@link #times} it strikes without limit.
 */
public record FaultRule(
    Point point,
    Predicate<Subject> concerns,
    int skip,
    int times,
    double probability,
    @Nullable Effect effect) {

  /** A rule for everything that passes the point. */
  public static FaultRule at(Point point) {
    return new FaultRule(point, subject -> true, 0, Integer.MAX_VALUE, 1, null);
  }

  /** Only what also satisfies the condition. */
  public FaultRule where(Predicate<Subject> condition) {
    return new FaultRule(point, concerns.and(condition), skip, times, probability, effect);
  }

  /** Only frames of this action. */
  public FaultRule action(FrameAction action) {
    return where(subject -> subject.action() == action);
  }

  /** Only this channel. */
  public FaultRule channel(String name) {
    return where(subject -> name.equals(subject.channel()));
  }

  /** Only this client id. */
  public FaultRule client(String clientId) {
    return where(subject -> clientId.equals(subject.clientId()));
  }

  /** Only REST paths that contain the text. */
  public FaultRule path(String part) {
    return where(subject -> subject.path() != null && subject.path().contains(part));
  }

  /** Lets the first {@code count} pass. */
  public FaultRule after(int count) {
    return new FaultRule(point, concerns, count, times, probability, effect);
  }

  /** Strikes this many times at most. */
  public FaultRule times(int count) {
    return new FaultRule(point, concerns, skip, count, probability, effect);
  }

  /** Strikes with this probability, drawn from the broker's seed. */
  public FaultRule withProbability(double value) {
    return new FaultRule(point, concerns, skip, times, value, effect);
  }

  /** What happens. */
  public FaultRule then(Effect what) {
    return new FaultRule(point, concerns, skip, times, probability, what);
  }

  boolean draws(Random random) {
    return probability >= 1 || random.nextDouble() < probability;
  }
}
