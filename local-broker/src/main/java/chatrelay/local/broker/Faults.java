package chatrelay.local.broker;

import chatrelay.local.broker.auth.ApiKey;
import chatrelay.local.broker.auth.App;
import chatrelay.local.broker.auth.Apps;
import chatrelay.local.broker.channel.Channel;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.FaultRules;
import chatrelay.local.broker.fault.FaultRules.Event;
import chatrelay.local.broker.fault.Subject;
import chatrelay.local.broker.realtime.Realtime;
import chatrelay.local.broker.wire.ErrorInfo;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The fault switches of one broker: rules that strike at a point ({@link #add}) and actions on what
 * is connected right now. Deterministic for a given seed and order of frames. All methods may be
 * called by any thread.
 */
public final class Faults {
  private final Realtime realtime;
  private final FaultRules rules;
  private final Apps apps;
  private final SkewedClock clock;

  Faults(Realtime realtime, SkewedClock clock) {
    this.realtime = realtime;
    this.rules = realtime.conditions().faults();
    this.apps = realtime.authenticator().apps();
    this.clock = clock;
  }

  /**
   * Activates a rule, for example {@code
   * FaultRule.at(Point.SEND).action(Action.ACK).times(1).then(new Effect.Suppress())}.
   */
  public void add(FaultRule rule) {
    rules.add(rule);
  }

  /** Removes all rules; the event log stays. */
  public void clear() {
    rules.clear();
  }

  /** What rules did, oldest first. */
  public List<Event> events() {
    return rules.events();
  }

  /**
   * Waits until a rule did something that satisfies the condition; false when the limit passes
   * first.
   */
  public boolean await(Predicate<Event> condition, Duration limit) throws InterruptedException {
    return rules.await(condition, limit);
  }

  /**
   * Applies an effect at once to every live connection that satisfies the condition; returns how
   * many, after it has taken effect.
   */
  public int now(Predicate<Subject> who, Effect effect) {
    return realtime.apply(who, effect);
  }

  /** Resets every TCP connection. */
  public int dropAll() {
    return now(subject -> true, new Effect.Abort(false));
  }

  /** Detaches all clients from a channel with an error such as 90000 or 91007. */
  public int detach(String channel, ErrorInfo error) {
    return now(subject -> true, new Effect.Detach(channel, error, false));
  }

  /** Fails a channel for all clients, as for a lost permission. */
  public int fail(String channel, ErrorInfo error) {
    return now(subject -> true, new Effect.Detach(channel, error, true));
  }

  /** Drops what a channel of any app stored more than {@code age} ago; zero drops everything. */
  public void evictHistory(String channel, Duration age) {
    for (App app : apps.all()) {
      Channel found = realtime.channels().find(app, channel);
      if (found != null) {
        found.evictOlderThan(age.toMillis());
      }
    }
  }

  /**
   * Changes the secret of a known key, given in full; credentials of the old secret fail from now
   * on.
   */
  public void replaceKey(String full) {
    ApiKey key = ApiKey.parse(full);
    ApiKey old = apps.find(key.name());
    App app = apps.get(key.appId());
    if (app == null || old == null) {
      throw new IllegalArgumentException("The broker has no key " + key.name());
    }
    app.replaceKey(old.withSecret(key.secret()));
  }

  /** Shifts the broker's clock, which /time, timestamps and token checks use. */
  public void skewClock(Duration offset) {
    clock.skew(offset);
  }
}
