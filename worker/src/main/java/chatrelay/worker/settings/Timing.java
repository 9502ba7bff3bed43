package chatrelay.worker.settings;

import chatrelay.runtime.Durations;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every time constant of the worker, with its default. Those with a {@link Variable} take their
 * default from there and are read from the environment within the given limits.
 */
public enum Timing {
  /** How long a lease lasts unrenewed. */
  LEASE(Variable.WORKER_LEASE, Duration.ofSeconds(1), Duration.ofMinutes(5)),
  /** How often new and changed rooms are read. */
  ROOM_POLL(Variable.WORKER_ROOM_POLL, Duration.ofMillis(100), Duration.ofMinutes(1)),
  /** How long one HTTP request to the broker may go unanswered. */
  PUBLISH_TIMEOUT(Variable.WORKER_PUBLISH_TIMEOUT, Duration.ofSeconds(1), Duration.ofMinutes(2)),
  /**
   * How long after its first attempt a repeat of a group may reach the broker without a look at
   * history. The broker forgets ids after two minutes; its clock and ours may run apart a little.
   */
  REPEAT_WINDOW(Variable.WORKER_REPEAT_WINDOW, Duration.ofSeconds(1), Duration.ofSeconds(110)),
  /** How long the broker keeps inbound history. */
  HISTORY_RETENTION(
      Variable.WORKER_HISTORY_RETENTION, Duration.ofSeconds(10), Duration.ofDays(365)),
  /**
   * How far before the known position catch-up starts: covers clock differences and the order in
   * which the broker's regions see messages.
   */
  OVERLAP(Duration.ofMinutes(2)),
  /** The same when this process itself dropped the messages. */
  SHORT_OVERLAP(Duration.ofSeconds(5)),
  /** How long history may lag behind live delivery; Ably states 100 ms. */
  SETTLE(Duration.ofMillis(250)),
  /** When history of a room that caught up is read again. */
  RECHECK(Duration.ofSeconds(30)),
  /** Wait after the first failure, doubling up to {@link #RETRY_MOST}. */
  RETRY_FIRST(Duration.ofMillis(200)),
  /** Longest wait after repeated failures of the broker. */
  RETRY_MOST(Duration.ofSeconds(30)),
  /** Wait after a failure that only an operator can fix; longest wait for the database. */
  LONG_RETRY(Duration.ofSeconds(5)),
  /** How often subscribing connections are checked. */
  WATCHDOG(Duration.ofSeconds(2)),
  /** How often a connected client must prove that it receives from the broker. */
  PING(Duration.ofSeconds(20)),
  /** How long without connection, or unattached, before the SDK connects or attaches again. */
  RECONNECT(Duration.ofSeconds(10)),
  /** How long without connection before the client is replaced, and between replacements. */
  REBUILD(Duration.ofSeconds(40)),
  /** How often history is read while nothing is delivered live. */
  HISTORY_POLL(Duration.ofSeconds(5)),
  /** How often the word lists and the key's file are checked. */
  RELOAD(Duration.ofMillis(500)),
  /** How often health, idle positions and the outbox are checked. */
  HOUSEKEEPING(Duration.ofSeconds(5)),
  /** How long closing may store messages in memory, and then how long it may publish them. */
  STOP(Duration.ofSeconds(3));

  private final @Nullable Variable variable;
  private final Duration usual;
  private final Duration least;
  private final Duration most;

  Timing(Duration usual) {
    this.variable = null;
    this.usual = usual;
    this.least = usual;
    this.most = usual;
  }

  Timing(Variable variable, Duration least, Duration most) {
    this.variable = variable;
    this.usual = Durations.parse(String.valueOf(variable.fallback())).orElseThrow();
    this.least = least;
    this.most = most;
  }

  Duration usual() {
    return usual;
  }

  Duration from(Environment environment) {
    return variable == null ? usual : environment.duration(variable, least, most);
  }
}
