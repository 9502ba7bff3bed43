package chatrelay.local.broker.wire;

import java.security.SecureRandom;

/** Random URL-safe identifiers of letters and digits. Safe for many threads. */
public final class Ids {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /**
   * An identifier of the given length without punctuation, so that it fits into any serial, key or
   * path.
   */
  public static String random(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }
}
