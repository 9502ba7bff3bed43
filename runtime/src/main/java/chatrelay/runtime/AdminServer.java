package chatrelay.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Health and metrics of one process over HTTP, meant for loopback.
 *
 * <p>{@code GET /healthz} is 200 while the process lives, {@code GET /readyz} 200 or 503 with a
 * JSON object of checks, {@code GET /metrics} Prometheus text. Each connection has a thread of its
 * own, {@code admin-http}, 64 at most, and a request has two seconds to come in: callers that send
 * half of one can't keep others from their answer. {@link #close()} does not wait.
 */
public final class AdminServer implements AutoCloseable {
  private static final int BACKLOG = 16;
  private static final int MOST_CONNECTIONS = 64;
  private static final int REQUEST_SECONDS = 2;

  static {
    // Read once, when the JDK's server class is loaded; without them it has no limits.
    System.setProperty("jdk.httpserver.maxConnections", String.valueOf(MOST_CONNECTIONS));
    System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST_SECONDS));
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private AdminServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts listening; port 0 selects any free port.
   *
   * @throws UnavailableException when nothing can listen there
   */
  public static AdminServer start(String host, int port, Health health, Metrics metrics) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
    } catch (IOException failure) {
      throw UnavailableException.portInUse(host, port, failure);
    }
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-http-", 1).factory());
    server.setExecutor(threads);
    server.createContext("/healthz", exchange -> answer(exchange, 200, "text/plain", "ok\n"));
    server.createContext(
        "/readyz",
        exchange -> {
          Health.Report report = health.report();
          answer(exchange, report.ready() ? 200 : 503, "application/json", json(report));
        });
    server.createContext(
        "/metrics",
        exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.scrape()));
    server.start();
    return new AdminServer(server, threads);
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** The report as JSON; details hold no quotes but are escaped all the same. */
  public static String json(Health.Report report) {
    String checks =
        report.checks().entrySet().stream()
            .map(AdminServer::jsonCheck)
            .collect(Collectors.joining(","));
    return "{\"ready\":" + report.ready() + ",\"checks\":{" + checks + "}}\n";
  }

  private static String jsonCheck(Map.Entry<String, Health.Check> check) {
    return quote(check.getKey())
        + ":{\"up\":"
        + check.getValue().up()
        + ",\"detail\":"
        + quote(check.getValue().detail())
        + "}";
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character == '"' || character == '\\') {
        quoted.append('\\').append(character);
      } else if (character < ' ') {
        quoted.append(String.format("\\u%04x", (int) character));
      } else {
        quoted.append(character);
      }
    }
    return quoted.append('"').toString();
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    try (exchange) {
      boolean known =
          exchange.getRequestURI().getPath().equals(exchange.getHttpContext().getPath());
      String method = exchange.getRequestMethod();
      if (!known || !(method.equals("GET") || method.equals("HEAD"))) {
        exchange.sendResponseHeaders(known ? 405 : 404, -1);
        return;
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      boolean head = method.equals("HEAD");
      exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
      if (!head) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(bytes);
        }
      }
    }
  }
}
