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
import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: input limits, one error shape, durations of all requests.
 *
 * <p>Headers 8 KiB, URI 2 KiB, body 8 KiB, 10 s without a byte, 9 s for a request's header to come
 * in, 30 s for its body and its answer; {@link ConnectionLimits} bounds the sockets. Each request
 * has a virtual thread; {@link #close()} lets running ones end for 3 s.
 */
final class WebServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebServer.class);
  private static final int HEADER_BYTES = 8_192;
  private static final int URI_CHARACTERS = 2_048;
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** For the header of a request to come in. */
  static final Duration RECEIVE = IDLE.minusSeconds(1);

  /** For a body to come in and an answer to be read: 2 MB at 70 KB/s. */
  static final Duration SEND = Duration.ofSeconds(30);

  private static final long STOP_MILLIS = 3_000;

  private final ResponseHeaders headers;
  private final RouteTable table;
  private final RequestFigures figures;
  private final ConnectionLimits connections;
  private final Javalin javalin;

  private WebServer(
      String host,
      int port,
      ResponseHeaders headers,
      RouteTable table,
      Metrics metrics,
      ConnectionLimits connections) {
    this.headers = headers;
    this.table = table;
    this.figures = new RequestFigures(table.api().keySet(), metrics);
    this.connections = connections;
    this.javalin = Javalin.create(config -> configure(config, host, port));
  }

  /**
   * Starts listening; port 0 selects any free port. Owns {@code connections} from here on.
   *
   * @throws UnavailableException when the port is in use
   */
  static WebServer start(
      String host,
      int port,
      ResponseHeaders headers,
      RouteTable table,
      Metrics metrics,
      ConnectionLimits connections) {
    WebServer server = new WebServer(host, port, headers, table, metrics, connections);
    try {
      connections.start();
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
    connections.close();
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
    config.jetty.modifyHttpConfiguration(this::limit);
    config.jetty.modifyServer(this::modify);
    config.jetty.addConnector((server, http) -> connector(server, http, host, port));
    config.routes.before(this::before);
    table.register(config.routes);
    config.routes.exception(
        ApiException.class, (failure, context) -> Answer.error(context, failure));
    config.routes.exception(
        HttpResponseException.class, (failure, context) -> refuse(context, failure));
    config.routes.exception(Exception.class, WebServer::defect);
    config.requestLogger.http(figures::record);
  }

  private void limit(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.addCustomizer(this::admit);
  }

  private Request admit(Request request, HttpFields.Mutable answer) {
    if (!RouteTable.METHODS.contains(request.getMethod())) {
      throw new HttpException.RuntimeException(405);
    }
    connections.follow(request);
    return request;
  }

  private void modify(Server server) {
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(new JettyErrors(headers.fixed()));
  }

  private ServerConnector connector(Server server, HttpConfiguration http, String host, int port) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(connections);
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

  /** Requests that Javalin itself rejects: unknown paths and methods, bodies that are too large. */
  private static void refuse(Context context, HttpResponseException failure) {
    int status = failure.getStatus();
    ApiException answer =
        switch (status) {
          case 404 -> ApiException.ofStatus(404, "not_found", "this path does not exist");
          case 405 ->
              ApiException.ofStatus(
                  405, "method_not_allowed", "this path does not accept that method");
          case 413 -> Parameters.tooLarge();
          default ->
              ApiException.ofStatus(status, "request_refused", "the request can't be served");
        };
    Answer.error(context, answer);
  }

  /** Unexpected errors: the details go to the log, not to the caller. */
  private static void defect(Exception failure, Context context) {
    log.error("request {} failed", context.res().getHeader("X-Request-Id"), failure);
    Answer.error(
        context, ApiException.ofStatus(500, "internal", "something went wrong on our side"));
  }
}
