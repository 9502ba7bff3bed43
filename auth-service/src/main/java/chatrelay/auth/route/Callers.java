package chatrelay.auth.route;

import chatrelay.auth.http.ApiException;
import chatrelay.auth.http.Peer;
import chatrelay.auth.limit.RateLimits;
import chatrelay.auth.session.Credentials;
import chatrelay.auth.session.GuestSession;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * Identifies the caller and counts the request.
 *
 * @param credentials reads sessions
 * @param limits counts before any costly work
 */
record Callers(Credentials credentials, RateLimits limits, Peer peer) {
  /** The valid session of bearer or cookie, if any; 401 for an invalid bearer. */
  Optional<GuestSession> session(Context context) {
    return credentials.bearer(context).or(() -> credentials.cookie(context));
  }

  /** Counts a token or session request. */
  void countToken(Context context, Optional<GuestSession> session) {
    limits.token(context.req(), peer.address(context.req()), clientId(session));
  }

  /** Counts a read; an invalid bearer is 401 here too. */
  void countRead(Context context) {
    limits.read(context.req(), peer.address(context.req()), clientId(session(context)));
  }

  /**
   * For calls that create no guest: an invalid cookie is rejected and deleted.
   *
   * @throws ApiException 401
   */
  void refuseBadCookie(Context context) {
    if (credentials.hasCookie(context)) {
      credentials.forget(context);
      throw ApiException.badSession();
    }
  }

  private static String clientId(Optional<GuestSession> session) {
    return session.map(GuestSession::clientId).orElse("");
  }
}
