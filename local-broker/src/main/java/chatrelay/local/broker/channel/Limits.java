package chatrelay.local.broker.channel;

/**
 * Sizes, counts and rates the broker enforces (Ably documentation, "Limits"). A rate of 0 is off;
 * rates are per second.
 *
 * @param maxMessageSize bytes of one publish, 40009 above
 * @param maxFrameSize bytes of one frame or request body, close 1009 or status 413 above
 * @param messagesPerPublish 40034 above
 * @param channelsPerConnection 90010 above
 * @param presenceMembers per channel, 91003 above
 * @param connectionRate messages per second of one connection, 42911 above and 42921 with
 *     disconnection at twenty times as many
 * @param channelRate messages per second on one channel, 42913 above
 * @param channelByteRate bytes of messages per second on one channel, 42914 above
 * @param frameRate frames per second of one connection, 42924 with disconnection above
 * @param logEntries publishes kept per channel whatever their age; the oldest go first
 * @param logBytes bytes kept per channel; the oldest go first
 */
public record Limits(
    int maxMessageSize,
    int maxFrameSize,
    int messagesPerPublish,
    int channelsPerConnection,
    int presenceMembers,
    int connectionRate,
    int channelRate,
    int channelByteRate,
    int frameRate,
    int logEntries,
    long logBytes) {

  /** Size limits as on hosted Ably, no rate limits, room for large tests. */
  public static Limits local() {
    return new Limits(65_536, 524_288, 1_000, 10_000, 10_000, 0, 0, 0, 0, 200_000, 64L << 20);
  }

  /** The documented limits of a hosted standard account. */
  public static Limits hosted() {
    return new Limits(65_536, 524_288, 1_000, 200, 200, 50, 50, 1 << 20, 2_000, 200_000, 64L << 20);
  }
}
