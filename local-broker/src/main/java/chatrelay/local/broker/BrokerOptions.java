package chatrelay.local.broker;

import chatrelay.local.broker.auth.ApiKey;
import chatrelay.local.broker.channel.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a broker behaves; start from {@link #defaults} and refine.
 *
 * @param port 0 for any free port
 * @param keys API keys known from the start; each distinct app id is an app
 * @param persisted namespaces of these apps whose channels keep messages 72 h and survive a restart
 *     with a data folder
 * @param dataFolder where persisted channels, revocations and serials are kept; null for memory
 *     only
 * @param limits sizes and rates
 * @param timeScale factor on retention, dedupe, resume and presence windows: 0.01 turns two minutes
 *     into 1.2 s
 * @param clock wall clock for timestamps, token expiry and windows
 * @param seed of random faults
 * @param outboundDelay added to every frame the broker sends, in order, to imitate a network
 * @param refusesKeys whether only tokens are let in, as on hosted Ably without TLS
 */
public record BrokerOptions(
    int port,
    List<ApiKey> keys,
    List<String> persisted,
    @Nullable Path dataFolder,
    Limits limits,
    double timeScale,
    InstantSource clock,
    long seed,
    Duration outboundDelay,
    boolean refusesKeys) {

  /** A key that {@link #defaults} knows, with all capabilities. */
  public static final String DEFAULT_KEY = "app.key:secret";

  public BrokerOptions {
    keys = List.copyOf(keys);
    persisted = List.copyOf(persisted);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("Port must be between 0 and 65535, not " + port);
    }
    if (!(timeScale > 0)) {
      throw new IllegalArgumentException("Time scale must be positive, not " + timeScale);
    }
  }

  /**
   * 127.0.0.1, any free port, the key {@value #DEFAULT_KEY}, in memory, hosted windows, no rate
   * limits.
   */
  public static BrokerOptions defaults() {
    return new BrokerOptions(
        0,
        List.of(ApiKey.parse(DEFAULT_KEY)),
        List.of(),
        null,
        Limits.local(),
        1,
        InstantSource.system(),
        1,
        Duration.ZERO,
        false);
  }

  public BrokerOptions withPort(int value) {
    return new BrokerOptions(
        value,
        keys,
        persisted,
        dataFolder,
        limits,
        timeScale,
        clock,
        seed,
        outboundDelay,
        refusesKeys);
  }

  /** Exactly these keys instead of the default one. */
  public BrokerOptions withKeys(ApiKey... values) {
    return new BrokerOptions(
        port,
        List.of(values),
        persisted,
        dataFolder,
        limits,
        timeScale,
        clock,
        seed,
        outboundDelay,
        refusesKeys);
  }

  /** One more key, {@code appId.keyId:secret}, with all capabilities. */
  public BrokerOptions withKey(String full) {
    return withKey(ApiKey.parse(full));
  }

  /** One more key, {@code appId.keyId:secret}, limited to a capability given as JSON. */
  public BrokerOptions withKey(String full, String capability) {
    return withKey(ApiKey.parse(full).withCapability(capability));
  }

  private BrokerOptions withKey(ApiKey key) {
    List<ApiKey> more = new ArrayList<>(keys);
    more.add(key);
    return withKeys(more.toArray(ApiKey[]::new));
  }

  /** Channels whose name starts with {@code namespace:} keep their messages. */
  public BrokerOptions withPersisted(String namespace) {
    List<String> more = new ArrayList<>(persisted);
    more.add(namespace);
    return new BrokerOptions(
        port, keys, more, dataFolder, limits, timeScale, clock, seed, outboundDelay, refusesKeys);
  }

  public BrokerOptions withDataFolder(Path value) {
    return new BrokerOptions(
        port, keys, persisted, value, limits, timeScale, clock, seed, outboundDelay, refusesKeys);
  }

  public BrokerOptions withLimits(Limits value) {
    return new BrokerOptions(
        port,
        keys,
        persisted,
        dataFolder,
        value,
        timeScale,
        clock,
        seed,
        outboundDelay,
        refusesKeys);
  }

  public BrokerOptions withHostedLimits() {
    return withLimits(Limits.hosted());
  }

  public BrokerOptions withTimeScale(double value) {
    return new BrokerOptions(
        port, keys, persisted, dataFolder, limits, value, clock, seed, outboundDelay, refusesKeys);
  }

  public BrokerOptions withClock(InstantSource value) {
    return new BrokerOptions(
        port,
        keys,
        persisted,
        dataFolder,
        limits,
        timeScale,
        value,
        seed,
        outboundDelay,
        refusesKeys);
  }

  public BrokerOptions withSeed(long value) {
    return new BrokerOptions(
        port,
        keys,
        persisted,
        dataFolder,
        limits,
        timeScale,
        clock,
        value,
        outboundDelay,
        refusesKeys);
  }

  public BrokerOptions withOutboundDelay(Duration value) {
    return new BrokerOptions(
        port, keys, persisted, dataFolder, limits, timeScale, clock, seed, value, refusesKeys);
  }

  /** Refuses keys with 40103: clients need tokens, and somebody who signs their requests. */
  public BrokerOptions withRefusedKeys() {
    return new BrokerOptions(
        port, keys, persisted, dataFolder, limits, timeScale, clock, seed, outboundDelay, true);
  }
}
