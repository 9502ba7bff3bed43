package chatrelay.local.database;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks the Docker daemon for a sign of life on its usual sockets. Testcontainers' own check may try
 * for minutes on a machine without images or network.
 */
final class DockerProbe {
  private static final long LIMIT_MILLISECONDS = 800;
  private static final byte[] PING =
      "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private DockerProbe() {}

  static boolean answers() {
    List<Path> sockets =
        List.of(
            Path.of("/var/run/docker.sock"),
            Path.of(System.getProperty("user.home"), ".docker/run/docker.sock"));
    return sockets.stream().filter(Files::exists).anyMatch(DockerProbe::answers);
  }

  static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open()) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(PING));
      channel.register(selector, SelectionKey.OP_READ);
      if (selector.select(LIMIT_MILLISECONDS) == 0) {
        return false;
      }
      ByteBuffer answer = ByteBuffer.allocate(64);
      channel.read(answer);
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII)
          .contains(" 200 ");
    } catch (IOException | UnsupportedOperationException refused) {
      return false;
    }
  }
}
