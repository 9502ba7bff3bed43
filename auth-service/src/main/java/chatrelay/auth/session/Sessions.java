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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Begins guest sessions and reads them back from a signed text, {@code s1.<client id>.<expiry in
 * seconds>.<HMAC-SHA256>}; nothing is stored.
 *
 * <p>There is one algorithm and one audience, named in what is signed, so there is nothing to
 * confuse. Wrong texts are all alike: empty, after the same comparison in constant time.
 */
public final class Sessions {
  private static final String CONTEXT = "chat-relay guest session\n";
  private static final Pattern FORM =
      Pattern.compile("s1\\.(guest-[a-z2-7]{26})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");
  private static final char[] BASE_32 = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

  private final SecretKeySpec key;
  private final Duration life;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** The secret has at least 32 characters; {@code life} counts from each issue. */
  public Sessions(Secret secret, Duration life, InstantSource clock) {
    this.key = new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    this.life = life;
    this.clock = clock;
  }

  /** Whether {@code text} looks like a session of ours at all, valid or not. */
  public static boolean looksLikeSession(String text) {
    return text.startsWith("s1.");
  }

  /** A new guest. */
  public GuestSession begin() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return new GuestSession("guest-" + base32(bits), expiry());
  }

  /** The same guest with a full life ahead. */
  public GuestSession renew(GuestSession session) {
    return new GuestSession(session.clientId(), expiry());
  }

  /** Whether more than half of its life is over, which is when a cookie is worth renewing. */
  public boolean isAgeing(GuestSession session) {
    return session.expires().isBefore(clock.instant().plus(life.dividedBy(2)));
  }

  /** The signed text, 87 characters or less, safe in cookies and headers. */
  public String sign(GuestSession session) {
    String claims = "s1." + session.clientId() + "." + session.expires().getEpochSecond();
    return claims + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac(claims));
  }

  /** The session that {@code text} proves; empty when it is forged, malformed or over. */
  public Optional<GuestSession> read(String text) {
    Matcher parts = FORM.matcher(text.length() > 128 ? "" : text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    byte[] given = Base64.getUrlDecoder().decode(parts.group(3));
    byte[] right = mac("s1." + parts.group(1) + "." + parts.group(2));
    Instant expires = Instant.ofEpochSecond(Long.parseLong(parts.group(2)));
    return MessageDigest.isEqual(given, right) && clock.instant().isBefore(expires)
        ? Optional.of(new GuestSession(parts.group(1), expires))
        : Optional.empty();
  }

  private Instant expiry() {
    return clock.instant().plus(life).truncatedTo(ChronoUnit.SECONDS);
  }

  private byte[] mac(String claims) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal((CONTEXT + claims).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException noSuchAlgorithm) {
      throw new IllegalStateException(noSuchAlgorithm);
    }
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
