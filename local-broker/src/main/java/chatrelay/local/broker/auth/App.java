package chatrelay.local.broker.auth;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An isolated application: keys, rules of namespaces, revocations and used nonces. Safe for use by
 * many threads.
 */
public final class App {
  private static final int MAX_NONCES = 200_000;

  private final String id;
  private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
  private final Namespaces namespaces;
  private final int maxMembers;
  private final long delayMillis;
  private final Map<String, Long> nonces = new ConcurrentHashMap<>();
  private final Revocations revocations = new Revocations();

  App(String id, Collection<ApiKey> keys, Namespaces namespaces, int maxMembers, long delayMillis) {
    this.id = id;
    this.namespaces = namespaces;
    this.maxMembers = maxMembers;
    this.delayMillis = delayMillis;
    keys.forEach(this::replaceKey);
  }

  public String id() {
    return id;
  }

  /** Members that may be present on one channel; 0 when the broker's limit holds. */
  public int maxMembers() {
    return maxMembers;
  }

  /** Time that each frame to a client of the app waits, in ms, as a network would let it. */
  public long delayMillis() {
    return delayMillis;
  }

  /** The key with this id (the part after the dot), or null. */
  public @Nullable ApiKey key(String keyId) {
    return keys.get(keyId);
  }

  /** Replaces the secret of a key, as after a rotation; tokens of the old secret stop working. */
  public void replaceKey(ApiKey key) {
    keys.put(key.keyId(), key);
  }

  /** What holds for channels by their names. */
  public Namespaces namespaces() {
    return namespaces;
  }

  public Revocations revocations() {
    return revocations;
  }

  /**
   * Records a nonce for {@code windowMillis}; false when it was used before within that window.
   * Remembers 200,000 at most.
   */
  boolean useNonce(String keyName, String nonce, long now, long windowMillis) {
    if (nonces.size() >= MAX_NONCES) {
      nonces.values().removeIf(until -> until < now);
    }
    Long until = nonces.put(keyName + " " + nonce, now + windowMillis);
    return until == null || until < now;
  }
}
