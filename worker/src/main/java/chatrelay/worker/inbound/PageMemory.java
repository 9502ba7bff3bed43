package chatrelay.worker.inbound;

/**
 * Bounds the pages of history that are in memory and not stored, over all rooms.
 *
 * <p>A page takes as much as the largest one lately until its size is known. The first page of a
 * run may use all of it, those after it a quarter: rooms with long backlogs wait for the lanes
 * without keeping the others waiting. One page always fits. Thread-safe.
 */
final class PageMemory {
  private static final long LEAST_PAGE = 64 << 10;
  private static final int FOLLOWING_PART = 4;

  private final long most;
  private long used;
  private long expected = LEAST_PAGE;

  PageMemory(long most) {
    this.most = most;
  }

  /** The bytes reserved for one page, or 0 when it has to wait. */
  synchronized long reserve(boolean first) {
    long limit = first ? most : most / FOLLOWING_PART;
    if (used > 0 && used + expected > limit) {
      return 0;
    }
    used += expected;
    return expected;
  }

  /** The page turned out to have {@code size} bytes. */
  synchronized void settle(long reserved, long size) {
    used += size - reserved;
    expected = Math.max(Math.max(size, LEAST_PAGE), expected - expected / 8);
  }

  synchronized void release(long size) {
    used -= size;
  }

  /** Whether a following page would fit. */
  synchronized boolean hasRoom() {
    return used == 0 || used + expected <= most / FOLLOWING_PART;
  }
}
