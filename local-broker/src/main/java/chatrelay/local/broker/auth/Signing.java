package chatrelay.local.broker.auth;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 and base64 as token requests, JWTs and tokens use them. Stateless. */
final class Signing {
  private Signing() {}

  static byte[] hmac(String secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }

  /** Compares in constant time. */
  static boolean same(byte[] expected, byte @Nullable [] given) {
    return given != null && MessageDigest.isEqual(expected, given);
  }

  static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** True when the base64url signature is that of the text. */
  static boolean verifies(String secret, String text, String signature) {
    return same(hmac(secret, text), decoded(Base64.getUrlDecoder(), signature));
  }

  /** The bytes behind base64 text; null when it is none. */
  static byte @Nullable [] decoded(Base64.Decoder decoder, String text) {
    try {
      return decoder.decode(text);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  /** The JSON object behind base64url text; null when it is none. */
  static @Nullable Fields object(String text) {
    byte[] bytes = decoded(Base64.getUrlDecoder(), text);
    try {
      return bytes == null ? null : Fields.of(WireFormat.JSON.decode(bytes));
    } catch (ProtocolException notJson) {
      return null;
    }
  }
}
