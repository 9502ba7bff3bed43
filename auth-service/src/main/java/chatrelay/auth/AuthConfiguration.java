package chatrelay.auth;

import chatrelay.auth.http.AddressRange;
import chatrelay.auth.http.Origins;
import chatrelay.runtime.AblySettings;
import chatrelay.runtime.Environment;
import chatrelay.runtime.Secret;
import chatrelay.runtime.Variable;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.DatabaseSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the auth-service is started with. Printing it shows no secret.
 *
 * @param host address to listen on
 * @param port public port, 0 for any
 * @param adminPort loopback port of health and metrics, 0 for any
 * @param tokenTtl 1 minute to 1 hour; Ably refuses more for keys whose tokens can be revoked
 * @param sessionSecret at least 32 characters
 * @param allowedOrigins pages of other hosts that may call
 * @param trustedProxies whose X-Forwarded-For counts
 * @param rateLimit token requests a minute of one address
 * @param signer key that signs, and where the broker is for clients
 */
public record AuthConfiguration(
    String host,
    int port,
    int adminPort,
    Duration tokenTtl,
    Secret sessionSecret,
    Duration sessionTtl,
    Set<String> allowedOrigins,
    List<AddressRange> trustedProxies,
    int rateLimit,
    AblySettings signer,
    ChannelNames channels,
    DatabaseSettings database) {
  private static final Logger log = LoggerFactory.getLogger(AuthConfiguration.class);
  private static final int LEAST_SECRET = 32;

  /** Copies the collections. */
  public AuthConfiguration {
    allowedOrigins = Set.copyOf(allowedOrigins);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * Reads and checks everything.
   *
   * @throws chatrelay.runtime.ConfigurationException with all problems together
   */
  public static AuthConfiguration from(Environment environment) {
    AuthConfiguration configuration =
        new AuthConfiguration(
            environment.text(Variable.AUTH_HOST),
            (int) environment.number(Variable.PORT, 0, 65_535),
            (int) environment.number(Variable.AUTH_ADMIN_PORT, 0, 65_535),
            environment.duration(
                Variable.AUTH_TOKEN_TTL, Duration.ofMinutes(1), Duration.ofHours(1)),
            sessionSecret(environment),
            environment.duration(
                Variable.AUTH_SESSION_TTL, Duration.ofMinutes(10), Duration.ofDays(400)),
            origins(environment),
            proxies(environment),
            (int) environment.number(Variable.AUTH_RATE_LIMIT, 1, 1_000_000),
            AblySettings.ofSigner(environment),
            ChannelNames.from(environment),
            DatabaseSettings.from(environment));
    environment.check();
    return configuration;
  }

  private static Secret sessionSecret(Environment environment) {
    Secret secret = environment.optionalSecret(Variable.AUTH_SESSION_SECRET).orElse(null);
    if (secret == null) {
      log.warn("AUTH_SESSION_SECRET is not set: guests get new names when this process restarts");
      byte[] bits = new byte[LEAST_SECRET];
      new SecureRandom().nextBytes(bits);
      return Secret.of(Base64.getEncoder().encodeToString(bits));
    }
    int length = secret.reveal().length();
    if (length < LEAST_SECRET) {
      environment.problem(
          Variable.AUTH_SESSION_SECRET,
          "is *** (" + length + " characters)",
          "at least " + LEAST_SECRET + " random characters");
    }
    return secret;
  }

  private static Set<String> origins(Environment environment) {
    Set<String> origins = new LinkedHashSet<>();
    for (String item : environment.list(Variable.AUTH_ALLOWED_ORIGINS)) {
      Origins.parse(item)
          .ifPresentOrElse(
              origins::add,
              () ->
                  environment.problem(
                      Variable.AUTH_ALLOWED_ORIGINS,
                      "has \"" + item + "\", which is not an origin",
                      "list origins as browsers send them, such as https://chat.example.org;"
                          + " no *, no path"));
    }
    return origins;
  }

  private static List<AddressRange> proxies(Environment environment) {
    List<AddressRange> proxies = new ArrayList<>();
    for (String item : environment.list(Variable.AUTH_TRUSTED_PROXIES)) {
      AddressRange.parse(item)
          .ifPresentOrElse(
              proxies::add,
              () ->
                  environment.problem(
                      Variable.AUTH_TRUSTED_PROXIES,
                      "has \"" + item + "\", which is no address",
                      "list addresses or ranges, such as 10.0.0.7 or 10.0.0.0/16"));
    }
    return proxies;
  }
}
