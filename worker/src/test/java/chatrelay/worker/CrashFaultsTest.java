package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Variable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F1, F2, F4, F8, F28, F29 and F30: the worker ends in the middle of everything. */
class CrashFaultsTest extends FaultTest {
  @ParameterizedTest
  @EnumSource
  void f01_f02_f04_f08_workers_that_crash_at_any_point_leave_nothing_lost_or_doubled(Kind kind)
      throws Exception {
    open(kind).tuned(TestStack.scaled(0.1, seconds(1)));
    Load load = load(200);
    for (int crash = 0; crash < 5; crash++) {
      Worker worker = stack().launch();
      int before = rows();
      TestStack.soon().until(() -> rows() > before + 20);
      worker.abandon();
    }
    stack().launch();
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void f29_a_process_that_is_killed_while_it_works_leaves_nothing_lost_or_doubled()
      throws Exception {
    open(Kind.EMBEDDED);
    Load load = load(200);
    for (int kill = 0; kill < 4; kill++) {
      try (WorkerProcess worker = WorkerProcess.start(stack(), "1s")) {
        int before = rows();
        TestStack.soon().until(() -> rows() > before + 50);
        worker.kill();
      }
    }
    stack().launch();
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void f28_a_process_that_is_told_to_stop_hands_over_within_a_second_and_doubles_nothing()
      throws Exception {
    open(Kind.EMBEDDED);
    Load load = load(200);
    try (WorkerProcess first = WorkerProcess.start(stack(), "10s")) {
      TestStack.soon().until(() -> rows() > 50);
      Worker second = stack().launch();
      TestStack.soon().until(() -> second.shards().size() == 8);
      long told = System.nanoTime();

      assertThat(first.stop()).isIn(0, 143);

      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(seconds(10));
      long ended = System.nanoTime();
      TestStack.soon().until(() -> second.shards().size() == 16);
      assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(seconds(2));
    }
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void f28_a_worker_that_is_closed_under_load_ends_in_time_and_doubles_nothing() throws Exception {
    open(Kind.EMBEDDED);
    Load load = load(500);
    for (int stop = 0; stop < 3; stop++) {
      Worker worker = stack().launch();
      int before = rows();
      TestStack.soon().until(() -> rows() > before + 100);
      long told = System.nanoTime();
      worker.close();
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(seconds(10));
    }
    stack().launch();
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void f28_a_process_told_to_stop_under_load_leaves_nothing_for_the_next_to_publish_twice()
      throws Exception {
    open(Kind.EMBEDDED);
    Load load = load(500);
    for (int stop = 0; stop < 3; stop++) {
      try (WorkerProcess worker = WorkerProcess.start(stack(), "10s")) {
        int before = rows();
        TestStack.soon().until(() -> rows() > before + 500);
        long told = System.nanoTime();
        assertThat(worker.stop()).isIn(0, 143);
        Duration took = since(told);
        say("SIGTERM after %d messages: ended in %d ms".formatted(rows(), took.toMillis()));
        assertThat(took).isLessThan(seconds(10));
      }
      assertThat(publishedAndStillToPublish()).isEmpty();
    }
    stack().launch();
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void f30_an_old_version_hands_over_to_a_new_one_on_a_newer_schema() throws Exception {
    open(Kind.EMBEDDED);
    Load load = load(200);
    try (WorkerProcess old = WorkerProcess.start(stack(), "10s")) {
      TestStack.soon().until(() -> rows() > 50);
      // As the migrations of the new version do; the old one goes on under them.
      stack().server().execute("ALTER TABLE message ADD COLUMN later VARCHAR(10) NULL");
      stack().server().execute("ALTER TABLE outbox ADD COLUMN later INT NOT NULL DEFAULT 0");
      Map<Variable, String> changes =
          Map.of(
              Variable.WORKER_ID, "new", Variable.WORKER_LEASE, "5s", Variable.WORKER_BATCH, "50");
      try (WorkerProcess fresh = WorkerProcess.start(stack(), changes, 192)) {
        TestStack.soon().until(() -> shardsOf("new") == 8);
        load.awaitMore(100);
        assertThat(old.stop()).isIn(0, 143);
        long ended = System.nanoTime();
        TestStack.soon().until(() -> shardsOf("new") == 16);
        Duration takeOver = since(ended);
        say("rolling deploy: taken over %d ms after the end".formatted(takeOver.toMillis()));
        assertThat(takeOver).isLessThan(seconds(1));
        load.awaitMore(100);

        assertComplete();
        assertThat(fresh.isAlive()).isTrue();
      }
    }
  }

  private int shardsOf(String worker) {
    return countOf("SELECT COUNT(*) FROM worker_lease WHERE owner LIKE '" + worker + "/%'");
  }

  /** Rows that readers can have and that the next start would send all the same. */
  private Set<Long> publishedAndStillToPublish() {
    Set<Long> waiting =
        stack().database().context().fetch("SELECT message_id FROM outbox").stream()
            .map(row -> row.get(0, Long.class))
            .collect(Collectors.toSet());
    return Delivery.delivered(stack(), ROOMS).stream()
        .map(DeliveryCheck.Delivered::rowId)
        .filter(waiting::contains)
        .collect(Collectors.toSet());
  }

  private int rows() {
    return countOf("SELECT COUNT(*) FROM message");
  }
}
