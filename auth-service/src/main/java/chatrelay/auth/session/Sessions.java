package chatrelay.auth.session;

import chatrelay.runtime.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Starts guest sessions and verifies them from a signed text, {@code s2.<client id>.<session
 * id>.<generation>.<begin in seconds>.<expiry in seconds>.<HMAC-SHA256>}.
 *
 * <p>There is one algorithm and one audience, named in what is signed, so there is nothing to
 * confuse, and each session has one spelling. Wrong texts are all alike: empty, after the same
 * comparison in constant time. The first key signs; all verify, so that keys are changed without
 * ending sessions. {@link SessionLedger} knows which sessions have ended before their time.
 */
public final class Sessions {
  private static final String CONTEXT = "chat-relay guest session\n";
  private static final Pattern FORM =
      Pattern.compile(
          "(s2\\.(guest-[a-z2-7]{26})\\.([a-z2-7]{26})\\.([0-9]{1,9})\\.([0-9]{1,12})\\.([0-9]{1,12}))"
              + "\\.([A-Za-z0-9_-]{43})");
  private static final int MOST_CHARACTERS = 192;
  private static final char[] BASE_32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

  private final List<SecretKeySpec> keys;
  private final Duration idle;
  private final Duration absolute;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * Secrets have at least 32 characters; the first signs.
   *
   * @param idle life of one text, from its issue
   * @param absolute life of a session however often it is renewed
   */
  public Sessions(List<Secret> secrets, Duration idle, Duration absolute, InstantSource clock) {
    this.keys =
        secrets.stream()
            .map(secret ->
                new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
            .toList();
    this.idle = idle;
    this.absolute = absolute;
    this.clock = clock;
  }

  /** Whether {@code text} has the form of a session, valid or not. */
  public static boolean looksLikeSession(String text) {
    return text.startsWith("s2.");
  }

  /** Whether {@code clientId} has the form of a guest's, which SDKs repeat when they renew. */
  public static boolean looksLikeGuest(String clientId) {
    return clientId.startsWith("guest-");
  }

  /** A new guest. */
  public GuestSession begin() {
    return begin("guest-" + randomName());
  }

  /** A session of its own for the same guest, for another device; ends when the first one does. */
  public GuestSession another(GuestSession session) {
    GuestSession other = begin(session.clientId());
    return new GuestSession(
        other.clientId(), other.id(), 0, session.begun(), expiry(session.begun()));
  }

  /** The next text of the session, with a full idle life ahead as far as its absolute life goes. */
  public GuestSession renew(GuestSession session) {
    return new GuestSession(
        session.clientId(),
        session.id(),
        session.generation() + 1,
        session.begun(),
        expiry(session.begun()));
  }

  private GuestSession begin(String clientId) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new GuestSession(clientId, randomName(), 0, now, expiry(now));
  }

  /** Whether more than half of its life has passed, which makes a cookie worth renewing. */
  public boolean isAgeing(GuestSession session) {
    return session.expires().isBefore(clock.instant().plus(idle.dividedBy(2)));
  }

  /** The signed text, 192 characters or less, safe in cookies and headers. */
  public String sign(GuestSession session) {
    String claims =
        String.join(
            ".",
            "s2",
            session.clientId(),
            session.id(),
            String.valueOf(session.generation()),
            String.valueOf(session.begun().getEpochSecond()),
            String.valueOf(session.expires().getEpochSecond()));
    return claims + "." + mac(keys.getFirst(), claims);
  }

  /** The session that {@code text} proves; empty when it is forged, malformed or expired. */
  public Optional<GuestSession> read(String text) {
    Matcher parts = FORM.matcher(text.length() > MOST_CHARACTERS ? "" : text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    boolean signed = false;
    for (SecretKeySpec key : keys) {
      signed |= isEqual(parts.group(7), mac(key, parts.group(1)));
    }
    GuestSession session =
        new GuestSession(
            parts.group(2),
            parts.group(3),
            Integer.parseInt(parts.group(4)),
            Instant.ofEpochSecond(Long.parseLong(parts.group(5))),
            Instant.ofEpochSecond(Long.parseLong(parts.group(6))));
    return signed && clock.instant().isBefore(end(session))
        ? Optional.of(session)
        : Optional.empty();
  }

  /** A shorter life that is configured later counts for sessions that exist, too. */
  private Instant end(GuestSession session) {
    Instant last = session.begun().plus(absolute);
    return session.expires().isBefore(last) ? session.expires() : last;
  }

  private Instant expiry(Instant begun) {
    Instant idleEnd = clock.instant().plus(idle).truncatedTo(ChronoUnit.SECONDS);
    Instant last = begun.plus(absolute);
    return idleEnd.isBefore(last) ? idleEnd : last;
  }

  /** Compares the texts and not what they decode to: base 64 has several spellings of the end. */
  private static boolean isEqual(String given, String right) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.US_ASCII), right.getBytes(StandardCharsets.US_ASCII));
  }

  private static String mac(SecretKeySpec key, String claims) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] code = mac.doFinal((CONTEXT + claims).getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    } catch (GeneralSecurityException noSuchAlgorithm) {
      throw new IllegalStateException(noSuchAlgorithm);
    }
  }

  private String randomName() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return base32(bits);
  }

  /** 128 bits in 26 characters, without look-alikes of upper and lower case. */
  private static String base32(byte[] bits) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int held = 0;
    for (byte value : bits) {
      buffer = (buffer << 8) | (value & 0xFF);
      held += 8;
      while (held >= 5) {
        held -= 5;
        text.append(BASE_32[(buffer >> held) & 31]);
      }
    }
    return text.append(BASE_32[(buffer << (5 - held)) & 31]).toString();
  }
}
