package chatrelay.schema.broker;

import chatrelay.schema.settings.AblySettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker for its time, without a key, to find out why it can't be reached.
 *
 * <p>Connecting and each read end after the limit; the resolver of the machine has limits of its
 * own. Proxies set as system properties are used, as ably-java 1.5.0 uses them. Hosted Ably counts
 * as reached when its first host or a fallback host answers (ably-java 1.5.0, {@code Defaults}).
 */
final class BrokerProbe {
  private static final List<String> HOSTED = List.of("rest.ably.io", "a.ably-realtime.com");
  private static final int HOSTED_PORT = 443;
  private static final Pattern TIME = Pattern.compile("\\s*\\[\\s*\\d+\\s*\\]\\s*");

  /** A time has 15 characters; of another answer the rest is not read. */
  private static final int LONGEST_TIME = 64;

  private final int limitMillis;

  BrokerProbe(Duration limit) {
    this.limitMillis = (int) limit.toMillis();
  }

  /** Host and port that are asked first, as printed. */
  static String address(AblySettings settings) {
    return hosts(settings).getFirst() + ":" + port(settings);
  }

  /** The cause and the fix when no host of the broker answers; waits for the network. */
  Optional<String> failure(AblySettings settings) {
    Optional<String> first = Optional.empty();
    for (String host : hosts(settings)) {
      String scheme = settings.tls() ? "https" : "http";
      Optional<String> failure = ask(scheme + "://" + host + ":" + port(settings) + "/time");
      if (failure.isEmpty()) {
        return failure;
      }
      first = first.isPresent() ? first : failure;
    }
    return first;
  }

  private static List<String> hosts(AblySettings settings) {
    String endpoint = settings.endpoint();
    if (endpoint == null) {
      return HOSTED;
    }
    boolean bare = endpoint.contains(":") && !endpoint.startsWith("[");
    return List.of(bare ? "[" + endpoint + "]" : endpoint);
  }

  private static int port(AblySettings settings) {
    return settings.endpoint() == null ? HOSTED_PORT : settings.port();
  }

  private Optional<String> ask(String address) {
    HttpURLConnection connection = null;
    try {
      connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setConnectTimeout(limitMillis);
      connection.setReadTimeout(limitMillis);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      return judge(connection);
    } catch (IOException failure) {
      return Optional.of(cause(failure));
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private static Optional<String> judge(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_OK) {
      try (InputStream body = connection.getInputStream()) {
        String text = new String(body.readNBytes(LONGEST_TIME), StandardCharsets.US_ASCII);
        if (TIME.matcher(text).matches()) {
          return Optional.empty();
        }
      }
    }
    @Nullable String code = connection.getHeaderField("X-Ably-ErrorCode");
    return Optional.of(
        code != null && code.matches("\\d{5,6}")
            ? "it answers HTTP "
                + status
                + " with Ably's error "
                + code
                + "; see Ably's status page"
            : "HTTP "
                + status
                + " came back, which is not Ably's answer; check the proxy of this network,"
                + " ABLY_ENDPOINT and ABLY_PORT");
  }

  /** By type only: the texts of these exceptions differ between machines. */
  private String cause(IOException failure) {
    return switch (failure) {
      case UnknownHostException _ ->
          "the host is unknown; check this machine's network and DNS, and ABLY_ENDPOINT";
      case NoRouteToHostException _ ->
          "there is no route to the host; check this machine's network";
      case ConnectException _ ->
          "the connection is refused; check ABLY_ENDPOINT, ABLY_PORT and the firewall";
      case SocketTimeoutException _ ->
          "no answer within "
              + (limitMillis < 1_000 ? limitMillis + " ms" : limitMillis / 1_000 + " s")
              + "; check this machine's network, firewall and proxy";
      case SSLException _ ->
          "no TLS connection; check ABLY_TLS, the trusted certificates and clock of this machine,"
              + " and a proxy that replaces certificates";
      default ->
          "the connection broke off ("
              + failure.getClass().getSimpleName()
              + "); check ABLY_PORT, ABLY_TLS and the proxy of this network";
    };
  }
}
