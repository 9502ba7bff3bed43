package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.fault.Effect;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Variable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One run with nothing scaled: leases of 10 s, publishes that may take 30 s, a broker that forgets
 * ids after two minutes. Only {@code -Pchaos} runs it; docs/reliability.md keeps its output.
 */
@Tag("endurance")
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class RealTimesTest extends FaultTest {
  private static final int HEAP = 256;

  @Test
  void faults_of_real_length_leave_nothing_lost_doubled_or_out_of_order() throws Exception {
    open(Kind.EMBEDDED);
    Load load = load(100);
    try (WorkerProcess first = start("first");
        WorkerProcess second = start("second")) {
      TestStack.soon().until(() -> shardsOf("first") == 8 && shardsOf("second") == 8);
      say("two workers, eight shards each; %d messages so far".formatted(load.count()));
      hangingPublish();
      brokerAwayForLongerThanItRemembersIds();
      crash(first, "second");
      try (WorkerProcess third = start("third")) {
        TestStack.soon().until(() -> shardsOf("third") == 8);
        freeze(second, "third");
        stop(third, "second");
        assertThat(second.isAlive()).isTrue();
        load.awaitMore(100);
        assertComplete();
      }
    }
    say("%d messages: nothing lost, doubled or out of order".formatted(load.count()));
    assertThat(gaps()).isZero();
  }

  /** Its answer never comes; the worker's own limit of 30 s has to end it. */
  private void hangingPublish() {
    int before = faults().events().size();
    faults().add(onPublish(new Effect.Hang()).times(1));
    awaitStrikes(before + 1);
    long hung = System.nanoTime();
    TestStack.soon().until(() -> oldestSeconds() > 5);
    TestStack.soon().until(() -> oldestSeconds() < 2);
    Duration took = since(hung);
    say("a publish that was never answered held its room up for %d ms".formatted(took.toMillis()));
    assertThat(took).isBetween(seconds(28), seconds(40));
  }

  /** Taken but not answered, then refused for 130 s: the ids are forgotten, history is asked. */
  private void brokerAwayForLongerThanItRemembersIds() {
    int before = faults().events().size();
    faults().add(onPublish(new Effect.Abort(true)).times(2));
    faults().add(onPublish(new Effect.Status(503)));
    awaitStrikes(before + 3);
    pass(seconds(130));
    int backlog = countOf("SELECT COUNT(*) FROM outbox");
    faults().clear();
    long back = System.nanoTime();
    TestStack.soon().until(() -> oldestSeconds() < 2);
    say(
        "publishing refused for 130 s: backlog of %d gone %d ms after it"
            .formatted(backlog, since(back).toMillis()));
  }

  private void crash(WorkerProcess crashing, String heir) throws InterruptedException {
    crashing.kill();
    Duration took = takeOver(heir);
    say("kill -9: all shards taken over after %d ms".formatted(took.toMillis()));
    assertThat(took).isLessThan(seconds(12));
  }

  private void freeze(WorkerProcess frozen, String heir) throws Exception {
    frozen.freeze();
    Duration took = takeOver(heir);
    say("SIGSTOP: all shards taken over after %d ms".formatted(took.toMillis()));
    assertThat(took).isLessThan(seconds(12));
    pass(seconds(20));
    frozen.thaw();
    TestStack.soon().until(() -> shardsOf("second") == 8);
    say("SIGCONT: it has its share again, under new epochs");
  }

  private void stop(WorkerProcess stopping, String heir) throws InterruptedException {
    long told = System.nanoTime();
    assertThat(stopping.stop()).isIn(0, 143);
    Duration ended = since(told);
    Duration took = takeOver(heir);
    say(
        "SIGTERM: ended after %d ms, all shards taken over %d ms later"
            .formatted(ended.toMillis(), took.toMillis()));
    assertThat(ended).isLessThan(seconds(10));
    assertThat(took).isLessThan(seconds(1));
  }

  private Duration takeOver(String heir) {
    long start = System.nanoTime();
    TestStack.soon().until(() -> shardsOf(heir) == 16);
    return since(start);
  }

  /** Age of the oldest row to publish, in seconds; zero when there is none. */
  private long oldestSeconds() {
    return countOf(
        "SELECT COALESCE(TIMESTAMPDIFF(SECOND, MIN(created_at), UTC_TIMESTAMP(3)), 0) FROM outbox");
  }

  private int shardsOf(String worker) {
    return countOf("SELECT COUNT(*) FROM worker_lease WHERE owner LIKE '" + worker + "/%'");
  }

  private WorkerProcess start(String name) throws IOException {
    return WorkerProcess.start(stack(), Map.of(Variable.WORKER_ID, name), HEAP);
  }
}
