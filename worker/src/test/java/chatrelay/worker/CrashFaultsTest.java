package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F1, F2, F4, F8, F10, F28 and F29: the worker ends in the middle of everything. */
class CrashFaultsTest extends FaultTest {
  @ParameterizedTest
  @EnumSource
  void f01_f02_f04_f08_workers_that_crash_at_any_point_leave_nothing_lost_or_doubled(Kind kind)
      throws Exception {
    open(kind);
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
  void f29_f10_a_process_that_is_killed_while_it_works_leaves_nothing_lost_or_doubled()
      throws Exception {
    open(Kind.EMBEDDED);
    Load load = load(200);
    for (int kill = 0; kill < 4; kill++) {
      try (WorkerProcess worker = WorkerProcess.start(stack(), "3s")) {
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

  private int rows() {
    return stack()
        .database()
        .context()
        .fetchSingle("SELECT COUNT(*) FROM message")
        .get(0, Integer.class);
  }
}
