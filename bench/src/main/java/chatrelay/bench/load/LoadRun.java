package chatrelay.bench.load;

import chatrelay.local.stack.LocalStack;
import chatrelay.runtime.NamedThreads;
import chatrelay.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Publishes from several clients over several rooms and times what the subscriber receives. */
final class LoadRun {
  private static final int MOST_MEASURED = 5_000_000;
  private static final long SETTLE_SECONDS = 60;
  private static final int SECONDS_TO_RESUME = 3;
  private static final int BACKTESTS = 3;

  /** About what the path carries, so that no backlog grows. */
  private static final int FILLING_PER_SECOND = 1_500;

  /** As long as a backtest of 100,000 messages takes at least. */
  private static final int SECONDS_ALONE = 20;

  private final LocalStack stack;
  private final Clients clientKind;
  private final int rooms;
  private final int clients;
  private final int window;
  private final int rate;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private volatile Latencies latencies = new Latencies(1);
  private volatile boolean running = true;
  private volatile boolean resting;
  private volatile int offered;

  LoadRun(LocalStack stack, Clients clientKind, int rooms, int clients, int window, int rate) {
    this.stack = stack;
    this.clientKind = clientKind;
    this.rooms = rooms;
    this.clients = clients;
    this.window = window;
    this.rate = rate;
    this.offered = rate;
  }

  /** What was measured; durations in milliseconds. */
  record Result(
      int seconds,
      long sent,
      long received,
      long refused,
      long lost,
      Latencies latencies,
      double javaMicros,
      double databaseMicros,
      String worker) {
    String describe() {
      return """

      measured        %d s
      published       %,d (%,d/s)
      received        %,d (%,d/s)
      latency         p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, p99.9 %.1f ms
      refused         %d
      not received    %d
      processor time  %.0f µs a message for clients, broker and worker, %.0f µs for the database
      """
              .formatted(
                  seconds,
                  sent,
                  sent / seconds,
                  received,
                  received / seconds,
                  latencies.percentile(0.5),
                  latencies.percentile(0.9),
                  latencies.percentile(0.99),
                  latencies.percentile(0.999),
                  refused,
                  lost,
                  javaMicros,
                  databaseMicros)
          + worker;
    }
  }

  /**
   * Measures {@code seconds} after {@code warmup}, and before that backtests over at least {@code
   * backtested} stored messages; 0 for none.
   */
  Result measure(int warmup, int seconds, int backtested) {
    List<Client> publishers = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(clients, new NamedThreads("load"));
    try (Client reader = clientKind.connect(stack.broker(), "reader", 1)) {
      for (int room = 0; room < rooms; room++) {
        reader.subscribe("chat-out:room-" + room, this::received);
      }
      for (int client = 0; client < clients; client++) {
        Client publisher = clientKind.connect(stack.broker(), "client-" + client, window);
        publishers.add(publisher);
        int number = client;
        threads.execute(() -> publish(publisher, number));
      }
      pause(warmup);
      String backtests = backtested == 0 ? "" : besideBacktests(backtested);
      rest();
      latencies = new Latencies(MOST_MEASURED);
      long sentBefore = sent.get();
      long receivedBefore = received.get();
      WorkerFigures before = figures();
      double java = micros(Stream.of(ProcessHandle.current()));
      double database = micros(ProcessHandle.current().descendants());
      pause(seconds);
      long sentMeasured = sent.get() - sentBefore;
      long receivedMeasured = received.get() - receivedBefore;
      java = (micros(Stream.of(ProcessHandle.current())) - java) / receivedMeasured;
      database = (micros(ProcessHandle.current().descendants()) - database) / receivedMeasured;
      Latencies measured = latencies;
      String worker = figures().since(before) + backtests;
      running = false;
      threads.shutdown();
      settle();
      long refused = publishers.stream().mapToLong(Client::refused).sum();
      long lost = sent.get() - refused - received.get();
      return new Result(
          seconds, sentMeasured, receivedMeasured, refused, lost, measured, java, database, worker);
    } finally {
      running = false;
      threads.shutdownNow();
      publishers.forEach(Client::close);
    }
  }

  /** Latencies of live messages without and during backtests, in turn, once there are rows. */
  private String besideBacktests(int rows) {
    StringBuilder lines = new StringBuilder();
    try (StoredLoad stored = new StoredLoad(stack)) {
      offered = FILLING_PER_SECOND;
      stored.await(rows);
      offered = rate;
      rest();
      for (int round = 0; round < BACKTESTS; round++) {
        Latencies alone = during(() -> pause(SECONDS_ALONE));
        AtomicLong judged = new AtomicLong();
        long start = System.nanoTime();
        Latencies beside = during(() -> judged.set(stored.backtest()));
        lines.append(
            """
            backtest        %,d messages in %.1f s; live p50 %.1f ms, p99 %.1f ms, before it %.1f, %.1f ms
            """
                .formatted(
                    judged.get(),
                    (System.nanoTime() - start) / 1e9,
                    beside.percentile(0.5),
                    beside.percentile(0.99),
                    alone.percentile(0.5),
                    alone.percentile(0.99)));
      }
    }
    return lines.toString();
  }

  private Latencies during(Runnable work) {
    Latencies fresh = new Latencies(MOST_MEASURED / 10);
    latencies = fresh;
    work.run();
    latencies = new Latencies(1);
    return fresh;
  }

  private static double micros(Stream<ProcessHandle> processes) {
    return processes
            .mapToDouble(
                process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
            .sum()
        / 1e3;
  }

  private WorkerFigures figures() {
    Worker worker = stack.worker();
    if (worker == null) {
      throw new IllegalStateException("the stack was started without a worker");
    }
    return WorkerFigures.read(worker.adminPort());
  }

  private void publish(Client client, int number) {
    long next = System.nanoTime();
    try {
      for (long count = 0; running; count++) {
        String room = "chat-in:room-" + (count + number) % rooms;
        String text = System.nanoTime() + " the quick brown fox jumps over a lazy dog and a potato";
        client.publish(room, "load-" + number + "-" + System.nanoTime() + "-" + count, text);
        sent.incrementAndGet();
        while (resting && running) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
          next = System.nanoTime();
        }
        int wanted = offered;
        if (wanted > 0) {
          next += 1_000_000_000L * clients / wanted;
          LockSupport.parkNanos(next - System.nanoTime());
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets what the cold process left behind drain, so that it is not measured. */
  private void rest() {
    resting = true;
    settle();
    resting = false;
    pause(SECONDS_TO_RESUME);
  }

  private void received(String text) {
    received.incrementAndGet();
    latencies.add(System.nanoTime() - Long.parseLong(text.substring(0, text.indexOf(' '))));
  }

  private void settle() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
    while (received.get() < sent.get() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static void pause(int seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < deadline) {
      LockSupport.parkNanos(deadline - System.nanoTime());
    }
  }
}
