package chatrelay.bench.broker;

import chatrelay.bench.BarePeer;
import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.runtime.NamedThreads;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The four measurements; each starts a broker of its own and reports one line. */
final class BrokerLoad {
  private static final int CHANNELS = 8;
  private static final int WINDOW = 32;
  private static final String TEXT = "the quick brown fox jumps over a lazy dog and a potato";

  private BrokerLoad() {}

  private static LocalBroker broker() {
    return LocalBroker.start(BrokerOptions.defaults());
  }

  private static String batch(int size, String text) {
    return IntStream.range(0, size)
        .mapToObj(i -> "{\"name\":\"message\",\"data\":\"" + text + "\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Messages a second from 8 publishers over 8 channels to one subscriber each. */
  static String passThrough(int batch, int warmup, int seconds) throws InterruptedException {
    AtomicLong frames = new AtomicLong();
    try (HttpClient http = HttpClient.newHttpClient();
        LocalBroker broker = broker()) {
      List<BarePeer> peers = new ArrayList<>();
      List<BarePeer> publishers = new ArrayList<>();
      for (int i = 0; i < CHANNELS; i++) {
        peers.add(
            new BarePeer(http, broker, 1, frame -> frames.incrementAndGet())
                .attach("channel-" + i));
        publishers.add(new BarePeer(http, broker, WINDOW, frame -> {}));
      }
      String messages = batch(batch, TEXT);
      try (Flood flood = new Flood(publishers, "channel-", messages)) {
        pause(warmup);
        long before = frames.get();
        pause(seconds);
        long received = frames.get() - before;
        flood.close();
        publishers.forEach(BarePeer::close);
        peers.forEach(BarePeer::close);
        return "pass-through, batches of %d: %,d messages/s (%,d frames/s)"
            .formatted(batch, received * batch / seconds, received / seconds);
      }
    }
  }

  /** What connections that do nothing cost, broker and clients together. */
  static String idle(int connections) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient();
        LocalBroker broker = broker()) {
      new BarePeer(http, broker, 1, frame -> {}).attach("idle").close();
      long before = heapAfterGc();
      List<BarePeer> peers = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        peers.add(new BarePeer(http, broker, 1, frame -> {}).attach("idle-" + i % 100));
      }
      long cost = heapAfterGc() - before;
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      peers.forEach(BarePeer::close);
      return "%,d idle connections: %,d MB of heap, clients included; %d threads"
          .formatted(connections, cost >> 20, threads);
    }
  }

  /** The rate at which others receive with and without one subscriber that does not read. */
  static String slowSubscriber(int seconds) throws InterruptedException {
    long without = rateOfTwenty(false, seconds);
    long before = heapAfterGc();
    long with = rateOfTwenty(true, seconds);
    return "20 subscribers of one channel: %,d messages/s each; with a hanging one beside: %,d (heap %+d MB)"
        .formatted(without, with, (heapAfterGc() - before) >> 20);
  }

  private static long rateOfTwenty(boolean hanging, int seconds) throws InterruptedException {
    AtomicLong frames = new AtomicLong();
    try (HttpClient http = HttpClient.newHttpClient();
        LocalBroker broker = broker()) {
      List<BarePeer> peers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        peers.add(
            new BarePeer(http, broker, 1, frame -> frames.incrementAndGet()).attach("shared-0"));
      }
      if (hanging) {
        BarePeer slow = new BarePeer(http, broker, 1, frame -> {}).attach("shared-0");
        slow.stopReading();
        peers.add(slow);
      }
      BarePeer publisher = new BarePeer(http, broker, WINDOW, frame -> {});
      peers.add(publisher);
      try (Flood flood = new Flood(List.of(publisher), "shared-", batch(1, TEXT))) {
        pause(2);
        long before = frames.get();
        pause(seconds);
        long received = frames.get() - before;
        flood.close();
        peers.forEach(BarePeer::close);
        return received / seconds / 20;
      }
    }
  }

  /** How long one message takes to reach all subscribers, median and worst of some rounds. */
  static String fanOut(int subscribers, int rounds) throws InterruptedException {
    CountDownLatch[] latches = new CountDownLatch[rounds];
    Arrays.setAll(latches, round -> new CountDownLatch(subscribers));
    double[] millis = new double[rounds];
    try (HttpClient http = HttpClient.newHttpClient();
        LocalBroker broker = broker()) {
      List<BarePeer> peers = new ArrayList<>();
      for (int i = 0; i < subscribers; i++) {
        peers.add(
            new BarePeer(http, broker, 1, frame -> latches[round(frame)].countDown())
                .attach("all"));
      }
      BarePeer publisher = new BarePeer(http, broker, 1, frame -> {});
      for (int round = 0; round < rounds; round++) {
        long start = System.nanoTime();
        publisher.publish("all", "[{\"data\":\"#" + round + "#\"}]");
        if (!latches[round].await(60, TimeUnit.SECONDS)) {
          throw new IllegalStateException("A message did not reach every subscriber");
        }
        millis[round] = (System.nanoTime() - start) / 1e6;
      }
      publisher.close();
      peers.forEach(BarePeer::close);
    }
    double[] warm = Arrays.copyOfRange(millis, rounds / 4, rounds);
    Arrays.sort(warm);
    return "fan-out to %,d subscribers: median %.0f ms, worst %.0f ms of %d"
        .formatted(subscribers, warm[warm.length / 2], warm[warm.length - 1], warm.length);
  }

  private static int round(String frame) {
    int from = frame.indexOf('#');
    return Integer.parseInt(frame, from + 1, frame.indexOf('#', from + 1), 10);
  }

  static long heapAfterGc() {
    for (int i = 0; i < 3; i++) {
      ManagementFactory.getMemoryMXBean().gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  static void pause(long seconds) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (until - System.nanoTime() > 0) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  /** Publishers that send as fast as they are acknowledged, one thread each, until closed. */
  private static final class Flood implements AutoCloseable {
    private final ExecutorService threads;

    Flood(List<BarePeer> publishers, String prefix, String messages) {
      threads = Executors.newFixedThreadPool(publishers.size(), new NamedThreads("flood"));
      for (int i = 0; i < publishers.size(); i++) {
        BarePeer publisher = publishers.get(i);
        String channel = prefix + i;
        threads.execute(() -> publish(publisher, channel, messages));
      }
    }

    private static void publish(BarePeer publisher, String channel, String messages) {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          publisher.publish(channel, messages);
        }
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      threads.shutdownNow();
      try {
        if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
          throw new IllegalStateException("Publishers don't end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
