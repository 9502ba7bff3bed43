package chatrelay.worker.broker;

import chatrelay.schema.settings.AblySettings;
import io.ably.lib.debug.DebugOptions;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.rest.Auth;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.util.Log;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Builds the SDK's clients: one kind to subscribe with, one to publish and read history with.
 *
 * <p>A subscriber authenticates by tokens it signs itself, so that no connection URL holds the key;
 * the token may only subscribe. Every client gets options of its own, because ably-java 1.5.0 keeps
 * and changes the object it is given. The settings are read again at each build and each token, so
 * that a rotated key takes effect. Thread-safe.
 */
public final class AblyClients {
  private static final String SUBSCRIBE_ONLY = "{\"*\":[\"subscribe\"]}";
  private static final long TOKEN_LIFE_MILLIS = Duration.ofHours(1).toMillis();

  private final Supplier<AblySettings> settings;
  private final Duration requestTimeout;
  private final Duration retryAfter;

  /**
   * @param requestTimeout how long one HTTP request may go unanswered
   * @param retryAfter how long a lost connection waits before the next try
   */
  public AblyClients(
      Supplier<AblySettings> settings, Duration requestTimeout, Duration retryAfter) {
    this.settings = settings;
    this.requestTimeout = requestTimeout;
    this.retryAfter = retryAfter;
  }

  /**
   * A client for publishing and history; it holds no connection.
   *
   * @throws AblyException when the SDK refuses the options
   */
  public AblyRest rest() throws AblyException {
    return rest(settings.get());
  }

  AblyRest rest(AblySettings current) throws AblyException {
    DebugOptions options = new DebugOptions(current.key().reveal());
    address(options, current);
    options.httpListener = new ForeignAnswers();
    // History is read as JSON, where an undecodable message does not affect the rest of its page.
    options.useBinaryProtocol = false;
    return new AblyRest(options);
  }

  /**
   * A client for subscribing, not yet connected; {@code observer} sees each frame first.
   *
   * @throws AblyException when the SDK refuses the options
   */
  public AblyRealtime subscriber(FrameSanitiser.FrameObserver observer) throws AblyException {
    DebugOptions options = new DebugOptions();
    address(options, settings.get());
    options.protocolListener = new FrameSanitiser(observer);
    options.authCallback = parameters -> tokenRequest();
    options.autoConnect = false;
    options.echoMessages = false;
    options.disconnectedRetryTimeout = retryAfter.toMillis();
    options.suspendedRetryTimeout = retryAfter.toMillis() * 2;
    return new SubscribingClient(options);
  }

  /** The broker's address and key at this moment. */
  AblySettings settings() {
    return settings.get();
  }

  /** The broker's address, for messages. */
  public String describe() {
    return settings.get().describe();
  }

  private Auth.TokenRequest tokenRequest() throws AblyException {
    AblySettings current = settings.get();
    Auth.TokenParams parameters = new Auth.TokenParams();
    parameters.capability = SUBSCRIBE_ONLY;
    parameters.ttl = TOKEN_LIFE_MILLIS;
    Auth.AuthOptions signing = new Auth.AuthOptions(current.key().reveal());
    // Asks the broker for the time: its tokens must be dated within two minutes of its clock.
    signing.queryTime = true;
    try (AblyRest signer = rest()) {
      return signer.auth.createTokenRequest(parameters, signing);
    } catch (AblyException | RuntimeException failure) {
      throw failure;
    } catch (Exception unexpected) {
      throw new IllegalStateException("closing the token signer", unexpected);
    }
  }

  private void address(ClientOptions options, AblySettings current) {
    String endpoint = current.endpoint();
    if (endpoint != null) {
      options.restHost = endpoint;
      options.realtimeHost = endpoint;
      options.port = current.port();
      options.tlsPort = current.port();
    }
    options.tls = current.tls();
    options.httpOpenTimeout = (int) Math.min(requestTimeout.toMillis(), 4_000);
    options.httpRequestTimeout = (int) requestTimeout.toMillis();
    options.logLevel = Log.WARN;
    options.logHandler = new SdkLog();
  }
}
