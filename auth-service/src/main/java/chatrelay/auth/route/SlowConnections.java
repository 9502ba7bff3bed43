package chatrelay.auth.route;

import chatrelay.runtime.RepeatedTurn;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * Cuts connections on which a request takes longer than the limit to come in.
 *
 * <p>Jetty's idle time-out starts again with each byte, so a caller that drips one byte a second
 * would hold a socket for hours. One own thread looks every second; {@link #close()} ends it.
 */
final class SlowConnections implements Connection.Listener, AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final long limitNanos;
  private final Map<Connection, Progress> open = new ConcurrentHashMap<>();
  private final RepeatedTurn turns = new RepeatedTurn("slow-connections", this::look);

  /**
   * The last time no request was coming in: answers given and bytes received by then. {@code seen}
   * is what had been received at the last look.
   */
  private record Progress(long answers, long bytes, long sinceNanos, long seen) {}

  SlowConnections(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  void start() {
    turns.start(PERIOD, PERIOD);
  }

  @Override
  public void onOpened(Connection connection) {
    open.put(connection, new Progress(0, 0, System.nanoTime(), 0));
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  private void look() {
    long now = System.nanoTime();
    open.forEach((connection, before) -> look(connection, before, now));
  }

  private void look(Connection connection, Progress before, long now) {
    long answers = connection.getMessagesOut();
    long bytes = connection.getBytesIn();
    if (answers > before.answers() || bytes == before.bytes()) {
      open.replace(connection, before, new Progress(answers, bytes, now, bytes));
    } else if (now - before.sinceNanos() > limitNanos && bytes > before.seen()) {
      connection.getEndPoint().close();
    } else {
      open.replace(
          connection,
          before,
          new Progress(before.answers(), before.bytes(), before.sinceNanos(), bytes));
    }
  }

  @Override
  public void close() {
    turns.close();
  }
}
