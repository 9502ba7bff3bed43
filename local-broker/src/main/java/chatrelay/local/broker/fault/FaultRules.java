package chatrelay.local.broker.fault;

import chatrelay.local.broker.wire.ProtocolException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The active rules and the log of what they did. Safe for many threads. */
public final class FaultRules {
  private static final int MAX_EVENTS = 10_000;

  /** Something that fired, at ms since 1970. */
  public record Event(Point point, Subject subject, Effect effect, long at) {}

  private static final class Active {
    final FaultRule rule;
    int seen;
    int struck;

    Active(FaultRule rule) {
      this.rule = rule;
    }
  }

  private final Random random;
  private final InstantSource clock;
  private final List<Active> active = new ArrayList<>();
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private volatile boolean any;

  public FaultRules(long seed, InstantSource clock) {
    this.random = new Random(seed);
    this.clock = clock;
  }

  public synchronized void add(FaultRule rule) {
    if (rule.effect() == null) {
      throw new IllegalArgumentException("A fault needs an effect: use then()");
    }
    active.add(new Active(rule));
    any = true;
  }

  public synchronized void clear() {
    active.clear();
    any = false;
  }

  /**
   * The effect of the first rule that strikes here, or null. The usual answer, without rules, costs
   * one read.
   */
  public @Nullable Effect at(Point point, Subject subject) {
    return any ? strike(point, subject) : null;
  }

  /** Refuses what passes the point when the rule that strikes here says so. */
  public void refuseAt(Point point, Subject subject) {
    if (at(point, subject) instanceof Effect.Refuse refuse) {
      throw new ProtocolException(refuse.error());
    }
  }

  /** True when rules exist, so that a caller may save building a subject otherwise. */
  public boolean any() {
    return any;
  }

  private synchronized @Nullable Effect strike(Point point, Subject subject) {
    for (Active candidate : active) {
      FaultRule rule = candidate.rule;
      if (rule.point() != point
          || candidate.struck >= rule.times()
          || !rule.concerns().test(subject)) {
        continue;
      }
      if (candidate.seen++ < rule.skip() || !rule.draws(random)) {
        continue;
      }
      candidate.struck++;
      Effect effect = rule.effect();
      if (effect != null) {
        log(new Event(point, subject, effect, clock.millis()));
      }
      return effect;
    }
    return null;
  }

  private void log(Event event) {
    events.add(event);
    if (events.size() > MAX_EVENTS) {
      events.removeFirst();
    }
    notifyAll();
  }

  /** What fired so far, the newest 10,000. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** Waits until an event satisfies the condition; false when the limit passes first. */
  public synchronized boolean await(Predicate<Event> condition, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (events.stream().noneMatch(condition)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
