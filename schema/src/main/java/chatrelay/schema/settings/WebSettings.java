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
 * @param adminHost address of health and metrics
 * @param adminPort port of health and metrics, 0 for any
 * @param tokenTtl 1 minute to 1 hour; Ably refuses more for keys whose tokens can be revoked
 * @param sessionSecret at least 32 characters; empty when each start makes one
 * @param previousSessionSecret verifies sessions that it signed before, or empty
 * @param sessionTtl life of a session that is not renewed
 * @param sessionLife life of a session however often it is renewed
 * @param allowedOrigins origins of pages on other hosts that may call
 * @param trustedProxies proxies whose X-Forwarded-For is trusted
 * @param rateLimit token requests per minute and address
 * @param sockets open connections at most
 * @param socketsOfAddress open connections of one IPv4 address or IPv6 /64 at most
 */
public record WebSettings(
    String host,
    int port,
    String adminHost,
    int adminPort,
    Duration tokenTtl,
    Optional<Secret> sessionSecret,
    Optional<Secret> previousSessionSecret,
    Duration sessionTtl,
    Duration sessionLife,
    Set<String> allowedOrigins,
    List<AddressRange> trustedProxies,
    int rateLimit,
    int sockets,
    int socketsOfAddress) {
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
        environment.text(Variable.AUTH_ADMIN_HOST),
        (int) environment.number(Variable.AUTH_ADMIN_PORT, 0, 65_535),
        environment.duration(Variable.AUTH_TOKEN_TTL, Duration.ofMinutes(1), Duration.ofHours(1)),
        sessionSecret(environment, Variable.AUTH_SESSION_SECRET),
        sessionSecret(environment, Variable.AUTH_SESSION_SECRET_PREVIOUS),
        environment.duration(
            Variable.AUTH_SESSION_TTL, Duration.ofMinutes(10), Duration.ofDays(400)),
        environment.duration(
            Variable.AUTH_SESSION_LIFE, Duration.ofMinutes(10), Duration.ofDays(4_000)),
        origins(environment),
        proxies(environment),
        (int) environment.number(Variable.AUTH_RATE_LIMIT, 1, 1_000_000),
        (int) environment.number(Variable.AUTH_SOCKETS, 10, 100_000),
        (int) environment.number(Variable.AUTH_SOCKETS_PER_ADDRESS, 1, 100_000));
  }

  private static Optional<Secret> sessionSecret(Environment environment, Variable variable) {
    Optional<Secret> secret = environment.optionalSecret(variable);
    int length = secret.map(known -> known.reveal().length()).orElse(LEAST_SECRET);
    if (length < LEAST_SECRET) {
      environment.problem(
          variable,
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
