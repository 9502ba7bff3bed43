package chatrelay.auth.token;

import chatrelay.auth.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A signed request that a client exchanges for a token at the broker, once and within two minutes.
 *
 * @param ttl life of the token in milliseconds
 * @param capability canonical JSON, as text
 * @param timestamp milliseconds since 1970 by our clock
 * @param nonce 128 random bits
 * @param mac base 64 of HMAC-SHA256 over the six fields
 */
public record TokenRequest(
    String keyName,
    long ttl,
    String capability,
    String clientId,
    long timestamp,
    String nonce,
    String mac) {
  /**
   * The response body. It must not have a field {@code response} (ably-js unwraps it) or {@code
   * issued} (ably-java mistakes it for a token).
   */
  public ObjectNode json() {
    return Json.object()
        .put("keyName", keyName)
        .put("ttl", ttl)
        .put("capability", capability)
        .put("clientId", clientId)
        .put("timestamp", timestamp)
        .put("nonce", nonce)
        .put("mac", mac);
  }

  /** Without nonce and mac, which grant a token until they are used. */
  @Override
  public String toString() {
    return "token request of " + clientId + " for " + capability + " over " + ttl + " ms";
  }
}
