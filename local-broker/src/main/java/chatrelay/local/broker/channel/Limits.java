package chatrelay.local.broker.channel;

/**
 * Sizes, counts and rates the broker enforces (Ably documentation, "Limits"; "Error codes" says
 * what exceeding one does). 0 switches a rate or the presence data off; rates are per second.
 *
 * @param channelsPerConnection 90010 above
 */
public record Limits(
    Sizes sizes,
    int channelsPerConnection,
    Presence presence,
    Rates rates,
    Account account,
    Log log) {
  private static final Sizes SIZES = new Sizes(65_536, 524_288, 1_000);
  private static final Log LOG = new Log(200_000, 64L << 20);

  /**
   * Sizes of incoming publishes and frames.
   *
   * @param publish bytes of all messages of one publish, 40009 above
   * @param frame bytes of one frame or request body, close 1009 or status 413 above
   * @param messages in one publish, 40034 above
   */
  public record Sizes(int publish, int frame, int messages) {}

  /**
   * What a channel's presence set holds.
   *
   * @param members 91003 above
   * @param dataSize bytes of all members' data together, 91006 above; Ably documents the code but
   *     no figure
   */
  public record Presence(int members, int dataSize) {}

  /**
   * Rates of one connection or channel.
   *
   * @param connection messages published by a connection, 42911 above and 42921 with disconnection
   *     at twenty times as many
   * @param channel messages published on a channel, 42913 above
   * @param channelBytes bytes of messages published on a channel, 42914 above
   * @param frames frames of a connection, 42924 with disconnection above
   * @param outbound live messages sent to a connection; above it the channel loses continuity with
   *     80020 (Ably documentation, error 42915)
   */
  public record Rates(int connection, int channel, int channelBytes, int frames, int outbound) {}

  /**
   * Rates of the account, which is all apps of the broker together. They depend on its plan, so no
   * preset has them; all answers have status 429 (Ably documentation, errors 42917, 42918, 80021
   * and 90021).
   *
   * @param messages published: NACK or error body 42917 above, nothing is delivered
   * @param requests over REST but those for tokens: error body 42918 above
   * @param channels created: 90021 above. An attach is answered with DETACHED, because clients
   *     retry that by themselves, a publish with NACK or error body
   * @param connections that are opened, not resumed: 80021 above and a close
   */
  public record Account(int messages, int requests, int channels, int connections) {}

  /**
   * Bounds of a channel's log besides age; the oldest entries go first.
   *
   * @param entries publishes and presence frames
   * @param bytes of all of them, with what holding them takes
   */
  public record Log(int entries, long bytes) {}

  /** Size limits as on hosted Ably, no rate limits, room for large tests. */
  public static Limits local() {
    Rates none = new Rates(0, 0, 0, 0, 0);
    return new Limits(SIZES, 10_000, new Presence(10_000, 0), none, new Account(0, 0, 0, 0), LOG);
  }

  /** The documented limits of a hosted standard account. */
  public static Limits hosted() {
    Rates documented = new Rates(50, 50, 1 << 20, 2_000, 50);
    return new Limits(SIZES, 200, new Presence(200, 0), documented, new Account(0, 0, 0, 0), LOG);
  }

  public Limits withPresence(Presence value) {
    return new Limits(sizes, channelsPerConnection, value, rates, account, log);
  }

  public Limits withAccount(Account value) {
    return new Limits(sizes, channelsPerConnection, presence, rates, value, log);
  }
}
