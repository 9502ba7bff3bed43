package chatrelay.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * A port that a program is going to listen on, with the variable it comes from.
 *
 * @param port 0 for any free one
 */
public record ListeningPort(Variable variable, String host, int port) {
  /**
   * Tries all of {@code ports} at once, before anything has started.
   *
   * @throws UnavailableException naming each port that can't be listened on, its variable and the
   *     fix
   */
  public static void requireFree(List<ListeningPort> ports) {
    List<String> taken = new ArrayList<>();
    IOException cause = null;
    for (ListeningPort port : ports) {
      try {
        port.open();
      } catch (IOException refused) {
        cause = refused;
        taken.add(UnavailableException.notListening(port.host, port.port, port.variable.name()));
      }
    }
    if (!taken.isEmpty()) {
      throw new UnavailableException(String.join(System.lineSeparator() + "  ", taken), cause);
    }
  }

  private void open() throws IOException {
    if (port != 0) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true); // a port whose last connections still time out is free
        socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      }
    }
  }
}
