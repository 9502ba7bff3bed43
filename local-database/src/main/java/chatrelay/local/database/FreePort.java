package chatrelay.local.database;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port for a server that has to come back on the same one. */
public final class FreePort {
  private static final int FIRST = 20_000;
  private static final int SPREAD = 10_000;
  private static final int LAST = 32_000;

  private FreePort() {}

  /**
   * One that is free on 127.0.0.1, below those that the system gives to others, who would take it
   * meanwhile; each process starts looking elsewhere.
   *
   * @throws IOException when none is free up to 32,000
   */
  public static int find() throws IOException {
    for (int port = FIRST + (int) (ProcessHandle.current().pid() % SPREAD); ; port++) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException taken) {
        if (port >= LAST) {
          throw taken;
        }
      }
    }
  }
}
