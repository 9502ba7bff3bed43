package chatrelay.local.broker;

import chatrelay.local.broker.auth.ApiKey;
import chatrelay.local.broker.auth.Namespaces;
import chatrelay.local.broker.channel.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a broker behaves; start from {@link #defaults} and refine.
 *
 * @param port 0 for any free port
 * @param keys API keys known from the start; each distinct app id is an app
 * @param namespaces rules of these apps: whose channels keep messages 72 h and over a restart with
 *     a data folder, and whose messages may be changed
 * @param dataFolder where persisted channels, revocations and serials are kept; null for memory
 *     only
 * @param limits sizes and rates
 * @param refusesKeys whether only tokens are let in, as on hosted Ably without TLS
 * @param simulation of time, chance and the network
 */
public record BrokerOptions(
    int port,
    List<ApiKey> keys,
    Namespaces namespaces,
    @Nullable Path dataFolder,
    Limits limits,
    boolean refusesKeys,
    Simulation simulation) {

  /** A key that {@link #defaults} knows, with all capabilities. */
  public static final String DEFAULT_KEY = "app.key:secret";

  /**
   * What a broker makes of time, chance and the network.
   *
   * @param timeScale factor on retention, dedupe, resume and presence windows: 0.01 turns two
   *     minutes into 1.2 s
   * @param clock wall clock for timestamps, token expiry and windows
   * @param seed of random faults
   * @param outboundDelay added to every frame the broker sends, in order, to imitate a network
   */
  public record Simulation(
      double timeScale, InstantSource clock, long seed, Duration outboundDelay) {
    public Simulation {
      if (!(timeScale > 0)) {
        throw new IllegalArgumentException("Time scale must be positive, not " + timeScale);
      }
    }
  }

  public BrokerOptions {
    keys = List.copyOf(keys);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("Port must be between 0 and 65535, not " + port);
    }
  }

  /**
   * 127.0.0.1, any free port, the key {@value #DEFAULT_KEY}, in memory, hosted windows, no rate
   * limits.
   */
  public static BrokerOptions defaults() {
    Simulation none = new Simulation(1, InstantSource.system(), 1, Duration.ZERO);
    List<ApiKey> keys = List.of(ApiKey.parse(DEFAULT_KEY));
    return new BrokerOptions(0, keys, Namespaces.NONE, null, Limits.local(), false, none);
  }

  public BrokerOptions withPort(int value) {
    return new BrokerOptions(value, keys, namespaces, dataFolder, limits, refusesKeys, simulation);
  }

  /** Exactly these keys instead of the default one. */
  public BrokerOptions withKeys(ApiKey... values) {
    List<ApiKey> all = List.of(values);
    return new BrokerOptions(port, all, namespaces, dataFolder, limits, refusesKeys, simulation);
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
    return withKeys(Stream.concat(keys.stream(), Stream.of(key)).toArray(ApiKey[]::new));
  }

  /** Channels whose name starts with {@code namespace:} keep their messages. */
  public BrokerOptions withPersisted(String namespace) {
    return with(namespaces.withPersisted(namespace));
  }

  /** Messages of channels whose name starts with {@code namespace:} may be changed and deleted. */
  public BrokerOptions withMutable(String namespace) {
    return with(namespaces.withMutable(namespace));
  }

  private BrokerOptions with(Namespaces value) {
    return new BrokerOptions(port, keys, value, dataFolder, limits, refusesKeys, simulation);
  }

  public BrokerOptions withDataFolder(Path value) {
    return new BrokerOptions(port, keys, namespaces, value, limits, refusesKeys, simulation);
  }

  public BrokerOptions withLimits(Limits value) {
    return new BrokerOptions(port, keys, namespaces, dataFolder, value, refusesKeys, simulation);
  }

  public BrokerOptions withHostedLimits() {
    return withLimits(Limits.hosted());
  }

  /** Refuses keys with 40103: clients need tokens, and a server that signs their requests. */
  public BrokerOptions withRefusedKeys() {
    return new BrokerOptions(port, keys, namespaces, dataFolder, limits, true, simulation);
  }

  public BrokerOptions withTimeScale(double value) {
    return with(
        new Simulation(value, simulation.clock(), simulation.seed(), simulation.outboundDelay()));
  }

  public BrokerOptions withClock(InstantSource value) {
    return with(
        new Simulation(
            simulation.timeScale(), value, simulation.seed(), simulation.outboundDelay()));
  }

  public BrokerOptions withSeed(long value) {
    return with(
        new Simulation(
            simulation.timeScale(), simulation.clock(), value, simulation.outboundDelay()));
  }

  public BrokerOptions withOutboundDelay(Duration value) {
    return with(
        new Simulation(simulation.timeScale(), simulation.clock(), simulation.seed(), value));
  }

  private BrokerOptions with(Simulation value) {
    return new BrokerOptions(port, keys, namespaces, dataFolder, limits, refusesKeys, value);
  }
}
