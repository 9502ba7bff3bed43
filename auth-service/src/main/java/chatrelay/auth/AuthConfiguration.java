package chatrelay.auth;

import chatrelay.runtime.Environment;
import chatrelay.runtime.Secret;
import chatrelay.schema.ChannelNames;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.settings.AblySettings;
import chatrelay.schema.settings.AddressRange;
import chatrelay.schema.settings.WebSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of the auth-service, without secrets in its text form.
 *
 * @param host address to listen on
 * @param port public port, 0 for any
 * @param adminHost address of health and metrics
 * @param adminPort port of health and metrics, 0 for any
 * @param tokenTtl 1 minute to 1 hour; Ably refuses more for keys whose tokens can be revoked
 * @param sessionSecrets at least 32 characters each; the first signs, all verify
 * @param sessionTtl life of a session that is not renewed
 * @param sessionLife life of a session however often it is renewed
 * @param allowedOrigins origins of pages on other hosts that may call
 * @param trustedProxies proxies whose X-Forwarded-For is trusted
 * @param rateLimit token requests per minute and address
 * @param sockets open connections at most
 * @param socketsOfAddress open connections of one address at most
 * @param signer the signing key, with the broker's address for clients
 */
public record AuthConfiguration(
    String host,
    int port,
    String adminHost,
    int adminPort,
    Duration tokenTtl,
    List<Secret> sessionSecrets,
    Duration sessionTtl,
    Duration sessionLife,
    Set<String> allowedOrigins,
    List<AddressRange> trustedProxies,
    int rateLimit,
    int sockets,
    int socketsOfAddress,
    AblySettings signer,
    ChannelNames channels,
    DatabaseSettings database) {
  private static final Logger log = LoggerFactory.getLogger(AuthConfiguration.class);

  /** Copies the collections. */
  public AuthConfiguration {
    sessionSecrets = List.copyOf(sessionSecrets);
    allowedOrigins = Set.copyOf(allowedOrigins);
    trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * Reads and checks everything.
   *
   * @throws chatrelay.runtime.ConfigurationException with all problems together
   */
  public static AuthConfiguration from(Environment environment) {
    WebSettings web = WebSettings.from(environment);
    AuthConfiguration configuration =
        new AuthConfiguration(
            web.host(),
            web.port(),
            web.adminHost(),
            web.adminPort(),
            web.tokenTtl(),
            Stream.concat(
                    Stream.of(web.sessionSecret().orElseGet(AuthConfiguration::freshSecret)),
                    web.previousSessionSecret().stream())
                .toList(),
            web.sessionTtl(),
            web.sessionLife(),
            web.allowedOrigins(),
            web.trustedProxies(),
            web.rateLimit(),
            web.sockets(),
            web.socketsOfAddress(),
            AblySettings.ofSigner(environment),
            ChannelNames.from(environment),
            DatabaseSettings.from(environment));
    environment.check();
    return configuration;
  }

  private static Secret freshSecret() {
    log.warn("AUTH_SESSION_SECRET is not set: a restart ends all guest sessions");
    byte[] bits = new byte[WebSettings.LEAST_SECRET];
    new SecureRandom().nextBytes(bits);
    return Secret.of(Base64.getEncoder().encodeToString(bits));
  }
}
