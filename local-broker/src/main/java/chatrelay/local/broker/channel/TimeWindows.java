package chatrelay.local.broker.channel;

/**
 * How long the broker remembers, in ms.
 *
 * @param retention messages of ordinary channels, and how far back a connection may resume
 * @param persistedRetention messages of channels with a persist rule
 * @param dedupe ids of publishes
 * @param connectionState a disconnected connection, told to clients as connectionStateTtl
 * @param presenceGrace members of a lost connection
 * @param idle a channel without attachments or messages
 */
public record TimeWindows(
    long retention,
    long persistedRetention,
    long dedupe,
    long connectionState,
    long presenceGrace,
    long idle) {

  /** The constants of hosted Ably. */
  public static TimeWindows hosted() {
    return new TimeWindows(120_000, 72L * 3_600_000, 120_000, 120_000, 15_000, 120_000);
  }

  /** All windows multiplied by one factor, at least 1 ms each. */
  public TimeWindows scaled(double factor) {
    return new TimeWindows(
        scale(retention, factor),
        scale(persistedRetention, factor),
        scale(dedupe, factor),
        scale(connectionState, factor),
        scale(presenceGrace, factor),
        Math.max(10_000, scale(idle, factor)));
  }

  private static long scale(long millis, double factor) {
    return Math.max(1, Math.round(millis * factor));
  }
}
