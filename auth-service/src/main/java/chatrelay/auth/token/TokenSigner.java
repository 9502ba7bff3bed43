package chatrelay.auth.token;

import chatrelay.schema.settings.AblySettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs token requests with the signer's key.
 *
 * <p>Not done by ably-java, because that SDK takes the nonce from {@code Math.random} and offers no
 * way to set it. The signed text is spec point TO3 of Ably's token request: six fields, each
 * followed by a line feed. Thread-safe.
 */
public final class TokenSigner {
  private static final int NONCE_BYTES = 16;

  private final String keyName;
  private final SecretKeySpec key;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** The clock must be right to two minutes, or the broker refuses (40104). */
  public TokenSigner(AblySettings signer, InstantSource clock) {
    this.keyName = signer.keyName();
    this.key =
        new SecretKeySpec(
            signer.keySecret().reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    this.clock = clock;
  }

  /** A request with a new nonce; {@code ttl} is truncated to whole milliseconds. */
  public TokenRequest sign(String clientId, Capability capability, Duration ttl) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    TokenRequest unsigned =
        new TokenRequest(
            keyName,
            ttl.toMillis(),
            capability.canonical(),
            clientId,
            clock.millis(),
            Base64.getUrlEncoder().withoutPadding().encodeToString(nonce),
            "");
    return new TokenRequest(
        unsigned.keyName(),
        unsigned.ttl(),
        unsigned.capability(),
        unsigned.clientId(),
        unsigned.timestamp(),
        unsigned.nonce(),
        mac(signedText(unsigned)));
  }

  /** Always six lines: a line feed in a field could forge the next field. */
  static String signedText(TokenRequest request) {
    String text =
        String.join(
                "\n",
                request.keyName(),
                String.valueOf(request.ttl()),
                request.capability(),
                request.clientId(),
                String.valueOf(request.timestamp()),
                request.nonce())
            + "\n";
    if (text.lines().count() != 6) {
      throw new IllegalArgumentException("a field of a token request contains a line break");
    }
    return text;
  }

  private String mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException noSuchAlgorithm) {
      throw new IllegalStateException(noSuchAlgorithm);
    }
  }
}
