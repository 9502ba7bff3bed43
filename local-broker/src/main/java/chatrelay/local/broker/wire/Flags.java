package chatrelay.local.broker.wire;

/** Bits of ATTACH and ATTACHED frames that are not modes (spec TR3). */
public final class Flags {
  public static final long HAS_PRESENCE = 1;
  public static final long HAS_BACKLOG = 1 << 1;
  public static final long RESUMED = 1 << 2;

  /** On ATTACH: not the first attach of this client, so no rewind. */
  public static final long ATTACH_RESUME = 1 << 5;

  private Flags() {}
}
