package chatrelay.worker.settings;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Every bound of the worker except durations, with its default. Those with a {@link Variable} take
 * their default from there and are read from the environment within the given limits.
 */
public enum Bound {
  /** Received messages in memory at most. */
  QUEUE_MESSAGES(Variable.WORKER_QUEUE_MESSAGES, 100, 1_000_000),
  /** Limit of bytes of received messages in memory. */
  QUEUE_BYTES(Variable.WORKER_QUEUE_BYTES, 1 << 20, 1L << 34),
  /** Messages stored in one transaction at most. */
  BATCH(Variable.WORKER_BATCH, 1, 1_000),
  /** Threads that moderate and store; a room always belongs to the same one. */
  LANES(2),
  /** Messages of one page of history, 1 to 1,000. */
  HISTORY_PAGE(250),
  /** Requests for inbound history in flight at most. */
  CATCH_UP_THREADS(Variable.WORKER_CATCH_UP_THREADS, 1, 64),
  /** Rooms followed over one subscribing connection at most; Ably allows 200. */
  CHANNELS_PER_CONNECTION(200),
  /** Publishes in flight at most, over all rooms. */
  PUBLISH_THREADS(8),
  /** Messages per second published to one room; 0 for no limit. */
  PUBLISH_RATE(Variable.WORKER_PUBLISH_RATE, 0, 100_000),
  /** Messages of one room that may wait in memory to be published at any load. */
  HAND_OVER(200),
  /**
   * Wire bytes of all rooms together up to which a room may have more than {@link #HAND_OVER}
   * messages in memory; groups above both are read from the outbox.
   */
  HAND_OVER_BYTES(8L << 20);

  private final @Nullable Variable variable;
  private final long usual;
  private final long least;
  private final long most;

  Bound(long usual) {
    this.variable = null;
    this.usual = usual;
    this.least = usual;
    this.most = usual;
  }

  Bound(Variable variable, long least, long most) {
    this.variable = variable;
    this.usual = Long.parseLong(String.valueOf(variable.fallback()));
    this.least = least;
    this.most = most;
  }

  long usual() {
    return usual;
  }

  long from(Environment environment) {
    return variable == null ? usual : environment.number(variable, least, most);
  }
}
