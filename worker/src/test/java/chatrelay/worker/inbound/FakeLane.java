package chatrelay.worker.inbound;

import chatrelay.worker.broker.ReceivedMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Empties an inbox as a lane does, where storing a message takes a fixed time. */
final class FakeLane implements AutoCloseable {
  private static final int BATCH = 200;

  private final LaneInbox inbox = new LaneInbox();
  private final Duration each;
  private final List<ReceivedMessage> stored = new CopyOnWriteArrayList<>();
  private final boolean records;
  private final Thread thread = new Thread(this::run, "fake-lane");

  FakeLane(Duration each, boolean records) {
    this.each = each;
    this.records = records;
    thread.setDaemon(true);
    thread.start();
  }

  LaneInbox inbox() {
    return inbox;
  }

  /** In the order of storing; empty unless it records. */
  List<ReceivedMessage> stored() {
    return stored;
  }

  private void run() {
    try {
      while (true) {
        LaneInbox.Batch batch = inbox.take(BATCH, Duration.ofMillis(100));
        LockSupport.parkNanos(each.toNanos() * batch.arrivals().size());
        if (records) {
          batch.arrivals().forEach(arrival -> stored.add(arrival.message()));
        }
        batch.stored();
        batch.arrivals().forEach(arrival -> arrival.room().settled());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join(1_000);
  }
}
