package chatrelay.local.broker.channel;

import chatrelay.local.broker.fault.FaultRules;
import java.time.InstantSource;

/**
 * What all parts of one broker share: its limits, retention windows, clock and fault rules. Safe
 * for many threads.
 */
public record Conditions(
    Limits limits, TimeWindows windows, InstantSource clock, FaultRules faults) {

  /** The broker's time, ms since 1970. */
  public long now() {
    return clock.millis();
  }
}
