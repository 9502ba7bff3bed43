package chatrelay.local.broker.auth;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An isolated application: keys, namespace rules, revocations and used nonces. Safe for use by many
 * threads.
 */
public final class App {
  private static final int MAX_NONCES = 200_000;

  private final String id;
  private final Map<String, ApiKey> keys;
  private final Map<String, Namespace> namespaces;
  private final long delayMillis;
  private final Map<String, Long> nonces = new ConcurrentHashMap<>();
  private final Revocations revocations = new Revocations();

  public App(String id, Collection<ApiKey> keys, List<Namespace> namespaces, long delayMillis) {
    this.id = id;
    this.delayMillis = delayMillis;
    Map<String, ApiKey> byId = new LinkedHashMap<>();
    keys.forEach(key -> byId.put(key.keyId(), key));
    this.keys = byId;
    Map<String, Namespace> rules = new LinkedHashMap<>();
    namespaces.forEach(namespace -> rules.put(namespace.id(), namespace));
    this.namespaces = rules;
  }

  public String id() {
    return id;
  }

  /** Time that each frame to a client of the app waits, in ms, as a network would let it. */
  public long delayMillis() {
    return delayMillis;
  }

  /** The key with this id (the part after the dot), or null. */
  public synchronized @Nullable ApiKey key(String keyId) {
    return keys.get(keyId);
  }

  /** Replaces the secret of a key, as after a rotation; tokens of the old secret stop working. */
  public synchronized void replaceKey(ApiKey key) {
    keys.put(key.keyId(), key);
  }

  /** True when messages of the channel outlive the two minutes and a restart with a data folder. */
  public boolean isPersisted(String channel) {
    Namespace rule = namespaces.get(Namespace.of(channel));
    return rule != null && rule.persisted();
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
    boolean[] fresh = {false};
    nonces.compute(
        keyName + " " + nonce,
        (name, until) -> {
          fresh[0] = until == null || until < now;
          return fresh[0] ? Long.valueOf(now + windowMillis) : until;
        });
    return fresh[0];
  }
}
