package chatrelay.local.broker.channel;

import chatrelay.local.broker.fault.FaultRules;
import java.time.InstantSource;

/**
 * What every part of one broker is told: its limits, how long it remembers, its clock and the rules
 * of its faults. Safe for many threads.
 */
public record Conditions(Limits limits, Windows windows, InstantSource clock, FaultRules faults) {

  /** The broker's time, ms since 1970. */
  public long now() {
    return clock.millis();
  }
}
