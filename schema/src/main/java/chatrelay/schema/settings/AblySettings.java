package chatrelay.schema.settings;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Secret;
import chatrelay.runtime.Variable;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The broker's address and the key to use.
 *
 * <p>{@code endpoint} null means hosted Ably. The key's name, {@code appId.keyId}, is public; its
 * secret is not. A key on a plain connection is refused unless the broker is on loopback, since
 * ably-java 1.5.0 would send it in clear (it does not implement spec point RSC18).
 */
public record AblySettings(
    String keyName, Secret keySecret, @Nullable String endpoint, int port, boolean tls) {
  private static final Pattern KEY =
      Pattern.compile("([A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+):([A-Za-z0-9_\\-+/=]+)");

  /** A name, an IPv4 or an IPv6 address. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:]+:[0-9A-Fa-f:.]*\\]?");

  /** The worker's: {@code ABLY_API_KEY}. Problems are recorded in {@code environment}. */
  public static AblySettings ofWorker(Environment environment) {
    return read(environment, Variable.ABLY_API_KEY);
  }

  /** The token signer's: {@code ABLY_SIGNER_KEY}, or the worker's key when that is unset. */
  public static AblySettings ofSigner(Environment environment) {
    boolean own = environment.optionalSecret(Variable.ABLY_SIGNER_KEY).isPresent();
    return read(environment, own ? Variable.ABLY_SIGNER_KEY : Variable.ABLY_API_KEY);
  }

  /** The whole key, {@code appId.keyId:secret}, as the SDK takes it. */
  public Secret key() {
    return Secret.of(keyName + ":" + keySecret.reveal());
  }

  /** The same broker with another whole key; empty when {@code key} is none. */
  public Optional<AblySettings> withKey(String key) {
    var parts = KEY.matcher(key);
    return parts.matches()
        ? Optional.of(
            new AblySettings(parts.group(1), Secret.of(parts.group(2)), endpoint, port, tls))
        : Optional.empty();
  }

  /** The app id in the key's name. */
  public String appId() {
    return keyName.substring(0, Math.max(0, keyName.indexOf('.')));
  }

  /** The host as printed; hosted Ably when no endpoint is set. */
  public String describe() {
    return endpoint == null ? "hosted Ably" : endpoint + ":" + port;
  }

  private static AblySettings read(Environment environment, Variable variable) {
    String key = environment.secret(variable).reveal();
    var parts = KEY.matcher(key);
    boolean wellFormed = parts.matches();
    if (!wellFormed && !key.isEmpty()) {
      environment.problem(
          variable,
          "is *** (" + key.length() + " characters), not a key",
          "copy the whole key, appId.keyId:secret, without quotes or blanks");
    }
    Optional<String> endpoint = environment.optionalText(Variable.ABLY_ENDPOINT);
    if (!endpoint.map(host -> HOST.matcher(host).matches()).orElse(true)) {
      environment.problem(
          Variable.ABLY_ENDPOINT,
          "is " + environment.shown(Variable.ABLY_ENDPOINT) + ", which is not a host name",
          "set the bare name, without https:// and path; its port goes into ABLY_PORT");
    }
    boolean tls = environment.flag(Variable.ABLY_TLS);
    if (!tls && endpoint.filter(AblySettings::isLoopback).isEmpty()) {
      environment.problem(
          Variable.ABLY_TLS,
          "is false while the broker is not on this machine",
          "true; plain connections would show the key to the network");
    }
    return new AblySettings(
        wellFormed ? parts.group(1) : "",
        Secret.of(wellFormed ? parts.group(2) : ""),
        endpoint.orElse(null),
        (int) environment.number(Variable.ABLY_PORT, 1, 65_535),
        tls);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }
}
