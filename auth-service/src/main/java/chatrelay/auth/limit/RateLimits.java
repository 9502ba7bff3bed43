package chatrelay.auth.limit;

import chatrelay.auth.http.ApiException;
import chatrelay.schema.settings.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The limits of the service, by session, by address and over all callers.
 *
 * <p>Tokens: 10 a minute and 20 at once per session, {@code AUTH_RATE_LIMIT} a minute per address,
 * 200 a second over all. History: 30 a minute and 60 at once per session, four times the address's
 * rate. An IPv6 address counts by its /64. Memory is bounded at 4 × 20,000 buckets. Safe for any
 * thread.
 */
public final class RateLimits {
  private static final int CALLERS = 20_000;
  private static final Rate SESSION_TOKENS = new Rate(10, 20);
  private static final Rate SESSION_READS = new Rate(30, 60);
  private static final Rate ALL = new Rate(200 * 60, 400);

  private final BucketTable sessionTokens;
  private final BucketTable addressTokens;
  private final BucketTable sessionReads;
  private final BucketTable addressReads;
  private final BucketTable all;

  /** {@code perMinute} is the token rate of one address. */
  public RateLimits(int perMinute, LongSupplier nanoTime) {
    this.sessionTokens = new BucketTable(SESSION_TOKENS, CALLERS, nanoTime);
    this.addressTokens = new BucketTable(new Rate(perMinute, perMinute), CALLERS, nanoTime);
    this.sessionReads = new BucketTable(SESSION_READS, CALLERS, nanoTime);
    this.addressReads =
        new BucketTable(new Rate(4.0 * perMinute, 4.0 * perMinute), CALLERS, nanoTime);
    this.all = new BucketTable(ALL, 1, nanoTime);
  }

  /**
   * Counts one token or session request.
   *
   * @param clientId the session's, or "" when there is none yet
   * @throws ApiException 429, or 503 for an SDK that gives up on a 429
   */
  public void token(HttpServletRequest request, InetAddress address, String clientId) {
    require(request, addressTokens.take(AddressRange.caller(address)));
    if (!clientId.isEmpty()) {
      require(request, sessionTokens.take(clientId));
    }
    require(request, all.take(""));
  }

  /** Counts one reading of history or rooms; as {@link #token}. */
  public void read(HttpServletRequest request, InetAddress address, String clientId) {
    require(request, addressReads.take(AddressRange.caller(address)));
    if (!clientId.isEmpty()) {
      require(request, sessionReads.take(clientId));
    }
  }

  /**
   * ably-java 1.5.0 fails for good on a 429 of an authUrl and tries again after a 503; it names
   * itself in these headers.
   */
  private static void require(HttpServletRequest request, Duration wait) {
    if (!wait.isZero()) {
      boolean sdk =
          request.getHeader("Ably-Agent") != null || request.getHeader("X-Ably-Version") != null;
      throw ApiException.limited(sdk ? 503 : 429, wait.plusMillis(999));
    }
  }
}
