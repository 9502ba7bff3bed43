package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.EmbeddedDatabase;
import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Variable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** F26, F27 and F30: several workers share the rooms. */
class LeaseFaultsTest extends FaultTest {
  private static final Path SERVERS = Path.of("target", "test-database").toAbsolutePath();
  private static final Duration FROZEN_LEASE = seconds(6);
  private static final String SHARES = "SELECT COUNT(DISTINCT owner) FROM worker_lease";
  private static final String SMALLEST_SHARE =
      "SELECT COUNT(*) FROM worker_lease GROUP BY owner ORDER BY 1 LIMIT 1";

  @ParameterizedTest
  @EnumSource
  void workers_that_join_and_leave_share_the_shards_evenly_and_disturb_nothing(Kind kind)
      throws Exception {
    open(kind);
    Load load = load(200);
    Worker first = stack().launch();
    awaitShards(first, 16);
    load.awaitMore(40);
    Worker second = stack().launch();
    awaitShards(second, 8);
    awaitShards(first, 8);
    load.awaitMore(40);
    Worker third = stack().launch();
    // Who gets the odd one depends on their names.
    TestStack.soon().until(() -> Set.of(5, 6).contains(third.shards().size()));
    TestStack.soon()
        .until(() -> first.shards().size() + second.shards().size() + third.shards().size() == 16);
    Set<Integer> all = new HashSet<>(first.shards());
    all.addAll(second.shards());
    all.addAll(third.shards());
    assertThat(all).hasSize(16);
    load.awaitMore(40);
    second.close();
    TestStack.soon().until(() -> first.shards().size() + third.shards().size() == 16);
    load.awaitMore(40);

    assertComplete();
  }

  @Test
  void a_crashed_worker_is_replaced_within_a_lease_and_a_fifth() throws Exception {
    open(Kind.EMBEDDED);
    Worker first = stack().launch();
    Worker second = stack().launch();
    awaitShards(first, 8);
    awaitShards(second, 8);
    Load load = load(200);
    load.awaitMore(40);
    first.abandon();
    long crashed = System.nanoTime();

    awaitShards(second, 16);

    // The lease of these tests lasts 3 s.
    assertThat(Duration.ofNanos(System.nanoTime() - crashed)).isLessThan(Duration.ofMillis(4_500));
    load.awaitMore(40);
    assertComplete();
  }

  @Test
  void f26_a_frozen_owner_stores_nothing_once_another_took_over() throws Exception {
    open(Kind.EMBEDDED);
    Load load = load(200);
    try (WorkerProcess frozen = WorkerProcess.start(stack(), "1s")) {
      TestStack.soon().until(() -> rows() > 100);
      frozen.freeze();
      Worker second = stack().launch();
      awaitShards(second, 16);
      long epochs = epochs();
      load.awaitMore(200);

      frozen.thaw();

      // It comes back as one more worker and gets its share under new epochs.
      awaitShards(second, 8);
      load.awaitMore(200);
      assertThat(epochs()).isGreaterThan(epochs);
      assertThat(frozen.isAlive()).isTrue();
      assertComplete();
    }
  }

  @ParameterizedTest
  @EnumSource
  void f26_an_owner_that_froze_inside_a_transaction_does_not_hold_up_its_replacement(Kind kind)
      throws Exception {
    open(kind);
    // As a worker leaves it that stopped in the middle of a batch.
    Connection frozen = LeastRights.connect(stack().server(), "chat_worker");
    try (Statement batch = frozen.createStatement()) {
      frozen.setAutoCommit(false);
      stack()
          .server()
          .execute(
              "INSERT INTO worker_member (worker_id, started_at, last_seen_at) VALUES ('frozen',"
                  + " UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))");
      stack()
          .server()
          .execute(
              "UPDATE worker_lease SET owner = 'frozen', epoch = 7, until_at = UTC_TIMESTAMP(3) +"
                  + " INTERVAL 3 SECOND");
      batch.execute("SELECT shard FROM worker_lease LOCK IN SHARE MODE");
      batch.execute("SELECT id FROM room FOR UPDATE");
      long froze = System.nanoTime();
      Worker heir = stack().launch();

      awaitShards(heir, 16);

      // A start, and the lease of 3 s; the server alone would end the session after 40 s.
      assertThat(since(froze)).isLessThan(seconds(12));
      load(200).awaitMore(100);
      assertComplete();
    } finally {
      frozen.abort(Runnable::run);
    }
  }

  @ParameterizedTest
  @CsvSource({"EMBEDDED, 1", "MYSQL, 4"})
  void f23_leases_are_renewed_while_every_connection_waits_for_locked_rows(Kind kind, int pool)
      throws Exception {
    open(kind).tuned(TestStack.scaled(0.1, seconds(5))).poolSize(pool).worker(2);
    Load load = load(100);
    load.awaitMore(50);
    long epochs = epochs();
    try (Connection other = stack().server().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT id FROM room FOR UPDATE");
      // Longer than two lease times, and than a lock is waited for.
      pass(seconds(12));
      other.rollback();
    }
    load.awaitMore(50);

    assertThat(epochs()).isEqualTo(epochs);
    assertComplete();
  }

  @Test
  void a_worker_that_is_stopped_while_its_database_is_frozen_gives_its_leases_up(
      @TempDir Path folder) throws Exception {
    EmbeddedDatabase server =
        owned(EmbeddedDatabase.start(SERVERS.resolve("base"), folder.resolve("data")));
    open(database(server), PERSISTED);
    stack().tuned(TestStack.scaled(0.1, FROZEN_LEASE));
    Worker first = stack().launch();
    awaitShards(first, 16);
    Worker second = stack().launch();
    awaitShards(second, 8);
    awaitShards(first, 8);
    Load load = load(100);
    load.awaitMore(20);
    // Just after a renewal: what is not released stays for a whole lease.
    int shard = first.shards().iterator().next();
    String renewed = lapse(shard);
    TestStack.soon().until(() -> !lapse(shard).equals(renewed));
    server.freeze();
    // Both have something in hand that can't be stored.
    pass(FROZEN_LEASE.dividedBy(20));
    Thread stopping = new Thread(first::close, "stopping");
    stopping.start();
    // Nobody trusts a lease any more that is older than 0.7 of its life.
    pass(FROZEN_LEASE.multipliedBy(7).dividedBy(10));
    assertThat(stopping.isAlive()).isTrue();
    server.thaw();
    long back = System.nanoTime();

    awaitShards(second, 16);

    say(
        "database frozen at the stop: all shards taken over %d ms after it returned"
            .formatted(since(back).toMillis()));
    // A look at the leases every 0.3 s; the rest is for a busy machine.
    assertThat(since(back)).isLessThan(seconds(1));
    stopping.join(seconds(20));
    assertComplete();
  }

  @Test
  void a_room_that_moves_takes_what_the_database_refused_of_it_out_of_readiness() throws Exception {
    open(Kind.EMBEDDED);
    Worker worker = stack().worker(2);
    stack().server().execute("ALTER TABLE message RENAME COLUMN sent_at TO sent_then");
    load(50);
    TestStack.soon().until(() -> !isUp(worker, "database"));

    stack()
        .server()
        .execute(
            "UPDATE worker_lease SET epoch = epoch + 1, owner = 'another', until_at ="
                + " UTC_TIMESTAMP(3) + INTERVAL 300 SECOND");

    TestStack.soon().until(() -> worker.shards().isEmpty() && isUp(worker, "database"));
  }

  private static boolean isUp(Worker worker, String check) {
    return Objects.requireNonNull(worker.health().report().checks().get(check)).up();
  }

  @Test
  void workers_with_a_copied_name_share_the_shards_and_double_nothing() throws Exception {
    open(Kind.EMBEDDED);
    Map<Variable, String> copied = Map.of(Variable.WORKER_ID, "copied");
    Load load = load(100);
    try (WorkerProcess first = WorkerProcess.start(stack(), copied, 192);
        WorkerProcess second = WorkerProcess.start(stack(), copied, 192)) {
      TestStack.soon().until(() -> countOf(SHARES) == 2 && countOf(SMALLEST_SHARE) == 8);
      long epochs = epochs();
      load.awaitMore(300);

      // Neither takes anything from the other.
      assertThat(epochs()).isEqualTo(epochs);
      assertThat(first.isAlive() && second.isAlive()).isTrue();
      assertComplete();
    }
  }

  @Test
  void a_lease_that_lapsed_unseen_is_taken_anew_and_its_rooms_start_over() throws Exception {
    open(Kind.EMBEDDED);
    Worker worker = stack().launch();
    awaitShards(worker, 16);
    Load load = load(200);
    for (int round = 0; round < 3; round++) {
      load.awaitMore(60);
      // Another worker takes everything and gives it back at once.
      stack()
          .server()
          .execute(
              "UPDATE worker_lease SET epoch = epoch + 1, owner = 'another', until_at ="
                  + " UTC_TIMESTAMP(3) + INTERVAL 300000 MICROSECOND");
      TestStack.soon().until(() -> owners() == 1 && worker.shards().size() == 16);
    }
    load.awaitMore(40);

    assertComplete();
  }

  /** When the lease of {@code shard} lapses unrenewed. */
  private String lapse(int shard) {
    return stack()
        .database()
        .context()
        .fetchSingle("SELECT until_at FROM worker_lease WHERE shard = " + shard)
        .get(0, String.class);
  }

  private static void awaitShards(Worker worker, int count) {
    TestStack.soon().until(() -> worker.shards().size() == count);
  }

  /** 1 when this test's worker has all leases. */
  private int owners() {
    return stack()
        .database()
        .context()
        .fetchSingle("SELECT COUNT(DISTINCT owner) + SUM(owner = 'another') FROM worker_lease")
        .get(0, Integer.class);
  }

  @Test
  void f26_the_server_ends_a_session_that_falls_silent_in_a_transaction() {
    open(Kind.EMBEDDED);

    long seconds =
        stack()
            .database()
            .context()
            .fetchSingle("SELECT @@SESSION.wait_timeout")
            .get(0, Long.class);

    assertThat(seconds).isEqualTo(40);
  }

  private long epochs() {
    return stack()
        .database()
        .context()
        .fetchSingle("SELECT SUM(epoch) FROM worker_lease")
        .get(0, Long.class);
  }

  private int rows() {
    return stack()
        .database()
        .context()
        .fetchSingle("SELECT COUNT(*) FROM message")
        .get(0, Integer.class);
  }
}
