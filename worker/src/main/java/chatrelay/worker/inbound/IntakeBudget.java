package chatrelay.worker.inbound;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many received messages, and how many bytes of them, may be in memory at once.
 *
 * <p>Counted over all rooms, from the SDK's listener until the message is stored. Never blocks: a
 * message that does not fit is refused and its room reads it back from history. Safe for any
 * thread.
 */
public final class IntakeBudget {
  private final long mostMessages;
  private final long mostBytes;
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** Both at least 1. */
  public IntakeBudget(long mostMessages, long mostBytes) {
    this.mostMessages = mostMessages;
    this.mostBytes = mostBytes;
  }

  /** Takes room for one message, or answers false and takes none. */
  boolean tryTake(long size) {
    if (messages.incrementAndGet() <= mostMessages) {
      if (bytes.addAndGet(size) <= mostBytes) {
        return true;
      }
      bytes.addAndGet(-size);
    }
    messages.decrementAndGet();
    return false;
  }

  /** Gives the room of one message back. */
  void giveBack(long size) {
    messages.decrementAndGet();
    bytes.addAndGet(-size);
  }

  /** Whether less than half is in use, the mark below which overflowed rooms catch up. */
  public boolean isLow() {
    return messages.get() <= mostMessages / 2 && bytes.get() <= mostBytes / 2;
  }

  /** Messages in memory now. */
  public long messages() {
    return messages.get();
  }

  /** Bytes in memory now. */
  public long bytes() {
    return bytes.get();
  }
}
