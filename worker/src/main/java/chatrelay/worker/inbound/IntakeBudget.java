package chatrelay.worker.inbound;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many received messages, and how many bytes of them, may be in memory at once.
 *
 * <p>Counted from the SDK's listener until the message is stored, over all rooms and in a {@link
 * Share} for each. A room may hold no more than what is left for all others: one that floods gets
 * half, two a third each, and a quiet room always finds a place. Never blocks: a message that does
 * not fit is refused and its room reads it back from history. Thread-safe.
 */
public final class IntakeBudget {
  /** One part in this many has to be free before an overflowed room catches up. */
  private static final int RESERVE = 16;

  private final long mostMessages;
  private final long mostBytes;
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** Both at least 1. */
  public IntakeBudget(long mostMessages, long mostBytes) {
    this.mostMessages = mostMessages;
    this.mostBytes = mostBytes;
  }

  /** Messages in memory now. */
  public long messages() {
    return messages.get();
  }

  /** Bytes in memory now. */
  public long bytes() {
    return bytes.get();
  }

  Share share() {
    return new Share();
  }

  /** What one room holds of the budget. */
  final class Share {
    private final AtomicLong ownMessages = new AtomicLong();
    private final AtomicLong ownBytes = new AtomicLong();

    private Share() {}

    /** Takes a place for one message, or returns false and takes none. */
    boolean tryTake(long size) {
      long freeMessages = mostMessages - messages.incrementAndGet();
      long freeBytes = mostBytes - bytes.addAndGet(size);
      boolean fits = freeMessages >= 0 && freeBytes >= 0;
      boolean fair = ownMessages.get() <= freeMessages && ownBytes.get() <= freeBytes;
      if (fits && fair) {
        ownMessages.incrementAndGet();
        ownBytes.addAndGet(size);
        return true;
      }
      messages.decrementAndGet();
      bytes.addAndGet(-size);
      return false;
    }

    /** Returns the place of one message. */
    void giveBack(long size) {
      ownMessages.decrementAndGet();
      ownBytes.addAndGet(-size);
      messages.decrementAndGet();
      bytes.addAndGet(-size);
    }

    /** Whether the room holds at most half of what it may, so that catching up is worth it. */
    boolean isLow() {
      long freeMessages = mostMessages - messages.get();
      long freeBytes = mostBytes - bytes.get();
      return freeMessages >= mostMessages / RESERVE
          && freeBytes >= mostBytes / RESERVE
          && ownMessages.get() <= freeMessages / 2
          && ownBytes.get() <= freeBytes / 2;
    }
  }
}
