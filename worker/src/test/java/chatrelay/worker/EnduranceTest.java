package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.EmbeddedDatabase;
import chatrelay.local.database.FreePort;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Variable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults that last for minutes, against workers that are processes of their own with production's
 * settings and heap. Only {@code -Pchaos} runs them; each prints what it measured, see
 * docs/reliability.md.
 */
@Tag("endurance")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class EnduranceTest extends FaultTest {
  private static final int HEAP = 256;
  private static final Duration CYCLE = seconds(3);
  private static final Path SERVERS = Path.of("target", "test-database").toAbsolutePath();

  @Test
  void f29_forty_kills_in_two_minutes_leave_nothing_lost_or_doubled() throws Exception {
    open(Kind.EMBEDDED);
    OutboundLog readers = stack().outbound(ROOMS.toArray(String[]::new));
    Load load = load(200);
    load.awaitMore(1);
    AheadOfTimeCache cache = trained();
    try (WorkerProcess first = start(cache)) {
      TestStack.soon().until(() -> published() >= load.count() - 100);
    }
    long begun = System.nanoTime();
    int before = load.count();
    List<Duration> firsts = new ArrayList<>();
    for (int kill = 1; kill <= 40; kill++) {
      Instant startedAt = Instant.now();
      long started = System.nanoTime();
      try (WorkerProcess worker = start(cache)) {
        TestStack.soon().until(() -> readers.newest().isAfter(startedAt));
        Duration first = Duration.between(startedAt, readers.newest());
        firsts.add(first);
        say("kill %2d: first publish %4d ms after the start".formatted(kill, first.toMillis()));
        TestStack.soon().until(() -> since(started).compareTo(CYCLE) > 0);
        worker.kill();
      }
    }
    Duration took = since(begun);
    int during = load.count() - before;
    try (WorkerProcess last = start(cache)) {
      load.awaitMore(200);
      say(
          "40 kills in %d s at %d messages a second; first publish after %d ms at most"
              .formatted(
                  took.toSeconds(),
                  during / took.toSeconds(),
                  firsts.stream().max(Duration::compareTo).orElseThrow().toMillis()));
      assertComplete();
      say("%d messages: nothing lost, doubled or out of order".formatted(load.count()));
      assertThat(last.isAlive()).isTrue();
    }
    assertInTime(firsts);
  }

  /** Starting a JVM is work for a processor: the limit says nothing where others hold them. */
  private static void assertInTime(List<Duration> firsts) {
    var machine = ManagementFactory.getOperatingSystemMXBean();
    double load = machine.getSystemLoadAverage();
    if (load > machine.getAvailableProcessors()) {
      say(
          "load %.1f on %d processors: 4 s are not asked for"
              .formatted(load, machine.getAvailableProcessors()));
      return;
    }
    assertThat(firsts).allMatch(first -> first.compareTo(seconds(4)) <= 0);
  }

  @Test
  void f18_f19_a_database_frozen_for_a_minute_costs_neither_memory_nor_a_message(
      @TempDir Path folder) throws Exception {
    EmbeddedDatabase server =
        owned(EmbeddedDatabase.start(SERVERS.resolve("base"), folder.resolve("data")));
    open(database(server), PERSISTED);
    Load load = load(200);
    int port = FreePort.find();
    try (WorkerProcess worker = start(Map.of(Variable.WORKER_ADMIN_PORT, Integer.toString(port)))) {
      TestStack.soon().until(() -> rows() > 1_000);
      HeapLog heap = new HeapLog(port, worker.pid());
      say("before: %s".formatted(heap.during(seconds(10))));
      int before = load.count();
      server.freeze();
      try {
        for (int part = 1; part <= 6; part++) {
          say(
              "frozen, %d to %d s: %s"
                  .formatted(10 * part - 10, 10 * part, heap.during(seconds(10))));
        }
      } finally {
        server.thaw();
      }
      long thawed = System.nanoTime();
      int behind = load.count();
      TestStack.soon().atMost(seconds(90)).ignoreExceptions().until(() -> published() >= behind);
      Duration caughtUp = since(thawed);
      say("after: %s".formatted(heap.during(seconds(10))));
      say(
          "frozen for 60 s at %d messages a second: caught up %d ms after it, heap %d MiB at most"
              .formatted((behind - before) / 60, caughtUp.toMillis(), heap.most()));
      assertComplete();
      say("%d messages: nothing lost, doubled or out of order".formatted(load.count()));
      assertThat(caughtUp).isLessThan(seconds(60));
      assertThat(heap.most()).isLessThanOrEqualTo(HEAP);
      assertThat(worker.isAlive()).isTrue();
    }
    assertThat(gaps()).isZero();
  }

  private AheadOfTimeCache trained() throws Exception {
    return AheadOfTimeCache.train(
        stack(), Map.of(), HEAP, () -> TestStack.soon().until(() -> published() > 500));
  }

  private WorkerProcess start(AheadOfTimeCache cache) throws IOException {
    return WorkerProcess.start(stack(), Map.of(), HEAP, cache.options());
  }

  private WorkerProcess start(Map<Variable, String> changes) throws IOException {
    return WorkerProcess.start(stack(), changes, HEAP);
  }

  private int rows() {
    return countOf("SELECT COUNT(*) FROM message");
  }

  private int published() {
    return countOf("SELECT COUNT(*) FROM message WHERE state = 'published'");
  }
}
