package chatrelay.schema.broker;

import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** Answers {@code GET /time} on loopback with a configured response. */
final class LoopbackBroker implements AutoCloseable {
  private final HttpServer server;

  /** The next answers. */
  volatile int status = 200;

  volatile String body = "[1784912345678]";
  volatile String code = "";

  LoopbackBroker() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/time",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          if (!code.isEmpty()) {
            exchange.getResponseHeaders().add("X-Ably-ErrorCode", code);
          }
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  AblySettings settings() {
    return at(server.getAddress().getPort());
  }

  static AblySettings at(int port) {
    return at("127.0.0.1", port, false);
  }

  static AblySettings at(String host, int port, boolean tls) {
    return new AblySettings("app.key", Secret.of("secret"), host, port, tls);
  }

  /** A port of loopback on which nothing listens. */
  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
