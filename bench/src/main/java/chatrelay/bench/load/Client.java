package chatrelay.bench.load;

import java.util.function.Consumer;

/** One client of the load: publishes with a bounded number unacknowledged, or subscribes. */
interface Client extends AutoCloseable {
  /** Calls {@code listener} with the text of each message of {@code channel}; returns attached. */
  void subscribe(String channel, Consumer<String> listener);

  /** Publishes one message; waits while the window is full. */
  void publish(String channel, String id, String text) throws InterruptedException;

  /** How many publishes the broker refused. */
  int refused();

  @Override
  void close();
}
