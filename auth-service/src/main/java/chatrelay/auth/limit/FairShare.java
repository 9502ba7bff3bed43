package chatrelay.auth.limit;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Shares one rate among callers: who has asked for little lately goes before who asks again.
 *
 * <p>Each caller has a few turns a minute on the fast lane, and so has the network around it, so
 * that neither one address nor a rented block of them takes it all. Further turns, and callers of
 * networks that had theirs, share the slow lane. Under load either lane makes its callers wait
 * before it refuses them; the rate times that wait bounds how many wait at once. Memory is bounded
 * by the tables' capacity. Thread-safe.
 */
public final class FairShare {
  /** Longest wait before a turn is refused. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final BucketTable callers;
  private final BucketTable networks;
  private final BucketTable fast;
  private final BucketTable slow;

  /**
   * The rates of a share.
   *
   * @param caller of one caller on the fast lane
   * @param network of one network on the fast lane
   * @param fast of all on the fast lane
   * @param slow of all on the slow lane
   */
  public record Rates(Rate caller, Rate network, Rate fast, Rate slow) {}

  /** Remembers {@code capacity} callers and as many networks. */
  public FairShare(Rates rates, int capacity, LongSupplier nanoTime) {
    this.callers = new BucketTable(rates.caller(), capacity, nanoTime);
    this.networks = new BucketTable(rates.network(), capacity, nanoTime);
    this.fast = new BucketTable(rates.fast(), 1, nanoTime);
    this.slow = new BucketTable(rates.slow(), 1, nanoTime);
  }

  /** The turn of a caller, from {@code network}: at once, after a short wait, or not now. */
  public Turn take(String caller, String network) {
    boolean first = callers.take(caller).isZero() && networks.take(network).isZero();
    if (first) {
      Turn turn = fast.reserve("", PATIENCE);
      if (turn.granted()) {
        return turn;
      }
    }
    return slow.reserve("", PATIENCE);
  }

  /** How many callers and networks are remembered. */
  public int size() {
    return callers.size() + networks.size();
  }
}
