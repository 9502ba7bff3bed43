package chatrelay.local.broker;

import chatrelay.local.broker.channel.Limits;

/** Limits small enough to hit in a test. */
final class TestLimits {
  private TestLimits() {}

  static Limits withLogEntries(int entries) {
    Limits base = Limits.local();
    return new Limits(
        base.maxMessageSize(),
        base.maxFrameSize(),
        base.messagesPerPublish(),
        base.channelsPerConnection(),
        base.presence(),
        base.rates(),
        base.account(),
        entries,
        base.logBytes());
  }
}
