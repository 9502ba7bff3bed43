package chatrelay.auth.route;

import chatrelay.auth.http.Answer;
import chatrelay.auth.http.ApiException;
import chatrelay.auth.http.Parameters;
import chatrelay.runtime.Metrics;
import chatrelay.runtime.UnavailableException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: limits on what it reads, one error shape, times of all requests.
 *
 * <p>Headers 8 KiB, URI 2 KiB, body 8 KiB, 500 connections, 10 s without a byte, 9 s for the whole
 * of a request to come in. Each request has a virtual thread; {@link #close()} lets running ones
 * end for 3 s.
 */
final class WebServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebServer.class);
  private static final int MOST_CONNECTIONS = 500;
  private static final int HEADER_BYTES = 8_192;
  private static final int URI_CHARACTERS = 2_048;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final long STOP_MILLIS = 3_000;

  private final ResponseHeaders headers;
  private final RouteTable table;
  private final Metrics metrics;
  private final Set<String> paths;
  private final SlowConnections slow = new SlowConnections(IDLE.minusSeconds(1));
  private final Javalin javalin;

  private WebServer(
      String host, int port, ResponseHeaders headers, RouteTable table, Metrics metrics) {
    this.headers = headers;
    this.table = table;
    this.metrics = metrics;
    this.paths = table.api().keySet();
    this.javalin = Javalin.create(config -> configure(config, host, port));
  }

  /**
   * Starts listening; port 0 takes any free one.
   *
   * @throws UnavailableException when the port is in use
   */
  static WebServer start(
      String host, int port, ResponseHeaders headers, RouteTable table, Metrics metrics) {
    WebServer server = new WebServer(host, port, headers, table, metrics);
    try {
      server.slow.start();
      server.javalin.start();
      return server;
    } catch (JavalinBindException inUse) {
      server.close();
      throw UnavailableException.portInUse(host, port, inUse);
    } catch (RuntimeException failure) {
      server.close();
      throw failure;
    }
  }

  /** The port it listens on. */
  int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
    slow.close();
  }

  private void configure(JavalinConfig config, String host, int port) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.maxRequestSize = Parameters.MOST_BYTES;
    config.http.prefer405over404 = true;
    config.http.generateEtags = false;
    config.router.ignoreTrailingSlashes = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.modifyHttpConfiguration(WebServer::limit);
    config.jetty.modifyServer(this::modify);
    config.jetty.addConnector((server, http) -> connector(server, http, host, port));
    config.routes.before(this::before);
    table.register(config.routes);
    config.routes.exception(
        ApiException.class, (failure, context) -> Answer.error(context, failure));
    config.routes.exception(
        HttpResponseException.class, (failure, context) -> refuse(context, failure));
    config.routes.exception(Exception.class, WebServer::defect);
    config.requestLogger.http((context, millis) -> record(context, millis));
  }

  private static void limit(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
  }

  private void modify(Server server) {
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(new JettyErrors(headers.fixed()));
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
  }

  private ServerConnector connector(Server server, HttpConfiguration http, String host, int port) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(slow);
    return connector;
  }

  private void before(Context context) {
    headers.apply(context);
    String query = context.queryString();
    if (context.req().getRequestURI().length() + (query == null ? 0 : query.length())
        > URI_CHARACTERS) {
      throw ApiException.ofStatus(414, "uri_too_long", "a URI has at most 2048 characters");
    }
    if (context.req().getContentLengthLong() > Parameters.MOST_BYTES) {
      throw Parameters.tooLarge();
    }
  }

  /** What Javalin itself refuses: unknown paths and methods, bodies that are too large. */
  private static void refuse(Context context, HttpResponseException failure) {
    int status = failure.getStatus();
    ApiException answer =
        switch (status) {
          case 404 -> ApiException.ofStatus(404, "not_found", "there is nothing here");
          case 405 ->
              ApiException.ofStatus(
                  405, "method_not_allowed", "this path does not take that method");
          case 413 -> Parameters.tooLarge();
          default ->
              ApiException.ofStatus(status, "request_refused", "the request can't be served");
        };
    Answer.error(context, answer);
  }

  /** The last resort: the log knows more than the caller. */
  private static void defect(Exception failure, Context context) {
    log.error("request {} failed", context.res().getHeader("X-Request-Id"), failure);
    Answer.error(
        context, ApiException.ofStatus(500, "internal", "something went wrong on our side"));
  }

  /** Labels come from the table, so strangers can't make new ones. */
  private void record(Context context, float millis) {
    String path =
        String.valueOf(
            context.endpoints().lastHttpEndpoint() == null
                ? ""
                : context.endpoints().lastHttpEndpoint().path);
    Timer.builder("chat.http.request.duration")
        .description("Time from the first byte of a request to its answer")
        .tag("route", paths.contains(path) ? path : "other")
        .tag("method", context.method().name())
        .tag("status", String.valueOf(context.statusCode()))
        .register(metrics.registry())
        .record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
  }
}
