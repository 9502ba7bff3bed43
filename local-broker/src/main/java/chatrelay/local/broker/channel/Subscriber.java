package chatrelay.local.broker.channel;

import java.util.Set;

/**
 * An attachment as the channel sees it. Both methods return at once and may be called by any
 * thread, also with the channel's lock held.
 */
public interface Subscriber {

  /** The log has grown; the subscriber reads on from its own cursor, in its own thread. */
  void wake();

  /** True when it wants to know who uses the channel and is woken for that too. */
  boolean watchesOccupancy();

  /** Its current modes, for occupancy. */
  Set<Mode> modes();

  /** The connection it belongs to, for occupancy. */
  String connectionId();
}
