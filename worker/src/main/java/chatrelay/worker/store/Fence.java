package chatrelay.worker.store;

import java.util.Map;

/**
 * The leases that a storing transaction depends on: shard to epoch.
 *
 * <p>The transaction compares them with the lease rows, which it locks for reading, so that a
 * worker whose lease was taken over can't write, at any later time.
 */
public record Fence(Map<Integer, Long> epochs) {
  public Fence {
    epochs = Map.copyOf(epochs);
  }

  /** Another worker owns the shard now; nothing was stored. */
  public static final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int shard;

    FencedException(int shard) {
      super("shard " + shard + " is owned by another worker");
      this.shard = shard;
    }

    /** The shard that was lost. */
    public int shard() {
      return shard;
    }
  }
}
