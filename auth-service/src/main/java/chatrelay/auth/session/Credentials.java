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
 * Reads the session of a request and writes it to a response.
 *
 * <p>A bearer takes precedence over the cookie. ably-java 1.5.0 sends its own token when it
 * requests the next one from an authUrl; such a header is not a session and is skipped. Over https
 * the cookie has the {@code __Host-} prefix, which plain http, for loopback, does not allow.
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
   * @throws ApiException 401 when the bearer is not valid or has ended
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

  /** Whether the request has a session cookie, valid or not. */
  public boolean hasCookie(Context context) {
    return cookieText(context).isPresent();
  }

  /** Sets the session cookie. */
  public void remember(Context context, GuestSession session) {
    setCookie(context, sessions.sign(session), life.toSeconds());
  }

  /** Deletes a useless cookie. */
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
