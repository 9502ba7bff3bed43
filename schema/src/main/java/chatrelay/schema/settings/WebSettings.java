package chatrelay.schema.settings;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Secret;
import chatrelay.runtime.Variable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The auth-service's HTTP settings, read by the same code in the service and in {@code chat config
 * check}. Its text form holds no secret.
 *
 * @param host address to listen on
 * @param port public port, 0 for any
 * @param adminPort loopback port of health and metrics, 0 for any
 * @param tokenTtl 1 minute to 1 hour; Ably refuses more for keys whose tokens can be revoked
 * @param sessionSecret at least 32 characters; empty when each start makes one
 * @param allowedOrigins pages of other hosts that may call
 * @param trustedProxies proxies whose X-Forwarded-For is trusted
 * @param rateLimit token requests a minute of one address
 */
public record WebSettings(
    String host,
    int port,
    int adminPort,
    Duration tokenTtl,
    Optional<Secret> sessionSecret,
    Duration sessionTtl,
    Set<String> allowedOrigins,
    List<AddressRange> trustedProxies,
    int rateLimit) {
  /** Shortest session secret, in characters. */
  public static final int LEAST_SECRET = 32;

  /** Copies the collections. */
  public WebSettings {
    allowedOrigins = Set.copyOf(allowedOrigins);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** Reads the variables; problems are recorded in {@code environment} for its {@code check()}. */
  public static WebSettings from(Environment environment) {
    return new WebSettings(
        environment.text(Variable.AUTH_HOST),
        (int) environment.number(Variable.PORT, 0, 65_535),
        (int) environment.number(Variable.AUTH_ADMIN_PORT, 0, 65_535),
        environment.duration(Variable.AUTH_TOKEN_TTL, Duration.ofMinutes(1), Duration.ofHours(1)),
        sessionSecret(environment),
        environment.duration(
            Variable.AUTH_SESSION_TTL, Duration.ofMinutes(10), Duration.ofDays(400)),
        origins(environment),
        proxies(environment),
        (int) environment.number(Variable.AUTH_RATE_LIMIT, 1, 1_000_000));
  }

  private static Optional<Secret> sessionSecret(Environment environment) {
    Optional<Secret> secret = environment.optionalSecret(Variable.AUTH_SESSION_SECRET);
    int length = secret.map(known -> known.reveal().length()).orElse(LEAST_SECRET);
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
      WebOrigin.parse(item)
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
                      "has \"" + item + "\", which is not an address",
                      "list addresses or ranges, such as 10.0.0.7 or 10.0.0.0/16"));
    }
    return proxies;
  }
}
