package chatrelay.local.broker;

import chatrelay.local.broker.channel.Limits;

/** Limits small enough to hit in a test. */
final class TestLimits {
  private TestLimits() {}

  static Limits withLogEntries(int entries) {
    Limits base = Limits.local();
    return new Limits(
        base.sizes(),
        base.channelsPerConnection(),
        base.presence(),
        base.rates(),
        base.account(),
        new Limits.Log(entries, base.log().bytes()));
  }
}
