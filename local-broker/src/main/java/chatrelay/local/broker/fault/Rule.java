package chatrelay.local.broker.fault;

import chatrelay.local.broker.wire.Action;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One fault: a point, whom it concerns, how often, what happens. Immutable; each refinement returns
 * a new rule. Without {@link #times} it strikes without limit.
 */
public record Rule(
    Point point,
    Predicate<Subject> concerns,
    int skip,
    int times,
    double probability,
    @Nullable Effect effect) {

  /** A rule for everything that passes the point. */
  public static Rule at(Point point) {
    return new Rule(point, subject -> true, 0, Integer.MAX_VALUE, 1, null);
  }

  /** Only what also satisfies the condition. */
  public Rule where(Predicate<Subject> condition) {
    return new Rule(point, concerns.and(condition), skip, times, probability, effect);
  }

  /** Only frames of this action. */
  public Rule action(Action action) {
    return where(subject -> subject.action() == action);
  }

  /** Only this channel. */
  public Rule channel(String name) {
    return where(subject -> name.equals(subject.channel()));
  }

  /** Only this client id. */
  public Rule client(String clientId) {
    return where(subject -> clientId.equals(subject.clientId()));
  }

  /** Only REST paths that contain the text. */
  public Rule path(String part) {
    return where(subject -> subject.path() != null && subject.path().contains(part));
  }

  /** Lets the first {@code count} pass. */
  public Rule after(int count) {
    return new Rule(point, concerns, count, times, probability, effect);
  }

  /** Strikes this many times at most. */
  public Rule times(int count) {
    return new Rule(point, concerns, skip, count, probability, effect);
  }

  /** Strikes with this probability, drawn from the broker's seed. */
  public Rule withProbability(double value) {
    return new Rule(point, concerns, skip, times, value, effect);
  }

  /** What happens. */
  public Rule then(Effect what) {
    return new Rule(point, concerns, skip, times, probability, what);
  }

  boolean draws(Random random) {
    return probability >= 1 || random.nextDouble() < probability;
  }
}
