package chatrelay.local.broker.fault;

/** Where a rule can strike. */
public enum Point {
  /** A socket asks for the upgrade: abort, status, refuse, disconnect. */
  CONNECT,
  /** A client asks to resume or recover: refuse. */
  RESUME,
  /** A frame came in: abort, suppress, refuse (NACK or channel error), disconnect. */
  RECEIVE,
  /** A frame goes out: abort, abortAfter, closeOnly, silence, suppress, delay, swap, coalesce. */
  SEND,
  /** A channel is attached: loseContinuity, overlap. */
  ATTACH,
  /** History is read: delay hides what is younger, refuse. */
  HISTORY,
  /**
   * A REST request came in: status, refuse, abort, abortAfter (after it took effect), hang, delay.
   */
  REQUEST,
  /** A token is renewed over the socket or requested: refuse. */
  RENEW
}
