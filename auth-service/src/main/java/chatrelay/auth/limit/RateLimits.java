package chatrelay.auth.limit;

import chatrelay.auth.http.ApiException;
import chatrelay.schema.settings.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The rate limits per session, per address and over all callers.
 *
 * <p>Tokens: 10 a minute and 20 at once per session, {@code AUTH_RATE_LIMIT} a minute per address;
 * over all, newcomers share 80 a second and sessions 120, so that neither starves the other, each
 * fairly ({@link FairShare}). History: 30 a minute and 60 at once per session, four times the
 * address's rate. An IPv6 address counts by its /64, its network by its /48; that of an IPv4
 * address is its /24. Memory is bounded at 8 × 20,000 buckets. Thread-safe.
 */
public final class RateLimits {
  private static final int CALLERS = 20_000;
  private static final Rate SESSION_TOKENS = new Rate(10, 20);
  private static final Rate SESSION_READS = new Rate(30, 60);
  private static final FairShare.Rates NEWCOMERS =
      new FairShare.Rates(
          new Rate(2, 2), new Rate(60, 40), new Rate(60 * 60, 400), new Rate(20 * 60, 40));
  private static final FairShare.Rates SESSIONS =
      new FairShare.Rates(
          new Rate(2, 4), new Rate(300, 200), new Rate(100 * 60, 400), new Rate(20 * 60, 100));

  private final BucketTable sessionTokens;
  private final BucketTable addressTokens;
  private final BucketTable sessionReads;
  private final BucketTable addressReads;
  private final FairShare newcomers;
  private final FairShare sessions;

  /** {@code perMinute} is the token rate of one address. */
  public RateLimits(int perMinute, LongSupplier nanoTime) {
    this.sessionTokens = new BucketTable(SESSION_TOKENS, CALLERS, nanoTime);
    this.addressTokens = new BucketTable(new Rate(perMinute, perMinute), CALLERS, nanoTime);
    this.sessionReads = new BucketTable(SESSION_READS, CALLERS, nanoTime);
    this.addressReads =
        new BucketTable(new Rate(4.0 * perMinute, 4.0 * perMinute), CALLERS, nanoTime);
    this.newcomers = new FairShare(NEWCOMERS, CALLERS, nanoTime);
    this.sessions = new FairShare(SESSIONS, CALLERS, nanoTime);
  }

  /**
   * Counts one token or session request; under load the calling thread waits for two seconds at
   * most.
   *
   * @param clientId the session's, or "" when there is none yet
   * @throws ApiException 429, or 503 for an SDK that stops on a 429
   */
  public void token(HttpServletRequest request, InetAddress address, String clientId) {
    String caller = AddressRange.caller(address);
    String network = AddressRange.network(address);
    require(request, addressTokens.take(caller));
    if (clientId.isEmpty()) {
      await(request, newcomers.take(caller, network));
    } else {
      require(request, sessionTokens.take(clientId));
      await(request, sessions.take(clientId, network));
    }
  }

  /** How many buckets are remembered. */
  public int size() {
    return sessionTokens.size()
        + addressTokens.size()
        + sessionReads.size()
        + addressReads.size()
        + newcomers.size()
        + sessions.size();
  }

  private static void await(HttpServletRequest request, Turn turn) {
    require(request, turn.granted() ? Duration.ZERO : turn.delay());
    try {
      TimeUnit.NANOSECONDS.sleep(turn.delay().toNanos());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw ApiException.limited(503, Duration.ofSeconds(1));
    }
  }

  /** Counts one read of history or rooms, like {@link #token}. */
  public void read(HttpServletRequest request, InetAddress address, String clientId) {
    require(request, addressReads.take(AddressRange.caller(address)));
    if (!clientId.isEmpty()) {
      require(request, sessionReads.take(clientId));
    }
  }

  /**
   * ably-java 1.5.0 fails permanently on a 429 of an authUrl and retries after a 503; these headers
   * identify it.
   */
  private static void require(HttpServletRequest request, Duration wait) {
    if (!wait.isZero()) {
      boolean sdk =
          request.getHeader("Ably-Agent") != null || request.getHeader("X-Ably-Version") != null;
      throw ApiException.limited(sdk ? 503 : 429, wait.plusMillis(999));
    }
  }
}
