package chatrelay.auth.session;

import chatrelay.auth.http.ApiException;
import chatrelay.auth.http.Peer;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes the session from a request and puts it into an answer.
 *
 * <p>A bearer wins over the cookie. ably-java 1.5.0 sends its own token along when it asks an
 * authUrl for the next one; such a header is not a session and is skipped. Over https the cookie
 * has the {@code __Host-} prefix; over plain http, which is for loopback, it can't have.
 */
public final class Credentials {
  private static final String COOKIE = "chat_session";
  private static final String SECURE_COOKIE = "__Host-chat_session";
  private static final String BEARER = "bearer";

  private final Sessions sessions;
  private final SessionLedger ledger;
  private final Peer peer;
  private final String keyName;
  private final Duration life;

  /** {@code keyName} is the signer's, {@code appId.keyId}; tokens of that app begin with its id. */
  public Credentials(
      Sessions sessions, SessionLedger ledger, Peer peer, String keyName, Duration life) {
    this.sessions = sessions;
    this.ledger = ledger;
    this.peer = peer;
    this.keyName = keyName;
    this.life = life;
  }

  /**
   * The bearer's session; empty when there is no bearer.
   *
   * @throws ApiException 401 when there is one and it is not valid or has ended
   */
  public Optional<GuestSession> bearer(Context context) {
    Optional<GuestSession> found = Optional.empty();
    for (String header : Collections.list(context.req().getHeaders("Authorization"))) {
      String[] parts = header.strip().split("\\s+", 2);
      if (!parts[0].toLowerCase(Locale.ROOT).equals(BEARER)) {
        continue;
      }
      String text = parts.length == 1 ? "" : parts[1];
      if (!isBrokerToken(text)) {
        if (found.isPresent()) {
          throw ApiException.badSession();
        }
        found = Optional.of(read(text).orElseThrow(ApiException::badSession));
      }
    }
    return found;
  }

  /** The cookie's session; empty when there is none or it is not valid. */
  public Optional<GuestSession> cookie(Context context) {
    return cookieText(context).flatMap(this::read);
  }

  private Optional<GuestSession> read(String text) {
    return sessions.read(text).filter(ledger::accepts);
  }

  /** Whether a cookie came, valid or not. */
  public boolean hasCookie(Context context) {
    return cookieText(context).isPresent();
  }

  /** Lets the browser keep the session. */
  public void remember(Context context, GuestSession session) {
    setCookie(context, sessions.sign(session), life.toSeconds());
  }

  /** Lets the browser drop a cookie that is of no use. */
  public void forget(Context context) {
    setCookie(context, "", 0);
  }

  private void setCookie(Context context, String value, long seconds) {
    boolean secure = peer.secure(context.req());
    context
        .res()
        .addHeader(
            "Set-Cookie",
            cookieName(secure)
                + "="
                + value
                + "; Path=/; Max-Age="
                + seconds
                + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : ""));
  }

  private Optional<String> cookieText(Context context) {
    return Optional.ofNullable(context.cookie(cookieName(peer.secure(context.req()))))
        .filter(text -> !text.isEmpty());
  }

  private static String cookieName(boolean secure) {
    return secure ? SECURE_COOKIE : COOKIE;
  }

  private boolean isBrokerToken(String text) {
    if (Sessions.looksLikeSession(text)) {
      return false;
    }
    String appId = keyName.substring(0, keyName.indexOf('.') + 1);
    try {
      byte[] decoded = Base64.getDecoder().decode(text);
      String token = new String(decoded, StandardCharsets.ISO_8859_1);
      return token.startsWith(appId);
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }
}
