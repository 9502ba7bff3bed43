package chatrelay.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves the page's files and nothing else, on another origin, with the page's setting filled in.
 */
final class FileServer implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger served = new AtomicInteger();
  private volatile String authUrl = "";

  private FileServer(HttpServer server) {
    this.server = server;
    server.createContext("/", this::serve);
    server.start();
  }

  static FileServer start() throws IOException {
    return new FileServer(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16));
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void setAuthUrl(String url) {
    authUrl = url;
  }

  /** How many files were asked for. */
  int requests() {
    return served.get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    served.incrementAndGet();
    try (exchange;
        InputStream file = FileServer.class.getResourceAsStream("/web" + path)) {
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] bytes = file.readAllBytes();
      if (path.endsWith(".html")) {
        bytes =
            new String(bytes, StandardCharsets.UTF_8)
                .replace(
                    "name=\"chat-auth-url\" content=\"\"",
                    "name=\"chat-auth-url\" content=\"" + authUrl + "\"")
                .getBytes(StandardCharsets.UTF_8);
      }
      exchange.getResponseHeaders().set("Content-Type", type(path));
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String type(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "html" -> "text/html";
      case "css" -> "text/css";
      case "svg" -> "image/svg+xml";
      default -> "text/javascript";
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
