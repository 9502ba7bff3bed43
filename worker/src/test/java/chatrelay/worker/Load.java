package chatrelay.worker;

import chatrelay.worker.DeliveryCheck.Sent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishers that send at a steady rate over REST, each with one message in flight, and remember
 * what the broker acknowledged. Every message goes on until it is.
 */
final class Load implements AutoCloseable {
  private final RawPublisher publisher;
  private final List<String> rooms;
  private final ScheduledExecutorService threads;
  private final List<Sent> acknowledged = Collections.synchronizedList(new ArrayList<>());

  /** Starts {@code publishers} that send {@code perSecond} messages together. */
  Load(RawPublisher publisher, List<String> rooms, int publishers, int perSecond) {
    this.publisher = publisher;
    this.rooms = List.copyOf(rooms);
    this.threads = Executors.newScheduledThreadPool(publishers, Thread.ofPlatform().factory());
    long pause = TimeUnit.SECONDS.toNanos(publishers) / perSecond;
    for (int index = 0; index < publishers; index++) {
      String name = "p" + index;
      AtomicInteger number = new AtomicInteger();
      var _ =
          threads.scheduleAtFixedRate(
              () -> send(name, number.incrementAndGet()), 0, pause, TimeUnit.NANOSECONDS);
    }
  }

  private void send(String name, int number) {
    String room = rooms.get(number % rooms.size());
    String id = name + "-" + number;
    publisher.publish(
        "chat-in:" + room,
        "{\"id\":\"%s\",\"clientId\":\"%s\",\"data\":\"%s says %d\"}"
            .formatted(id, name, name, number));
    acknowledged.add(new Sent(room, name, id));
  }

  int count() {
    return acknowledged.size();
  }

  /** Waits until that many more messages were acknowledged. */
  void awaitMore(int messages) {
    int wanted = count() + messages;
    TestStack.soon().until(() -> count() >= wanted);
  }

  /** What was acknowledged, in order for each publisher; ends the sending. */
  List<Sent> stop() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(20, TimeUnit.SECONDS)) {
      throw new AssertionError("a publisher hangs");
    }
    return List.copyOf(acknowledged);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
