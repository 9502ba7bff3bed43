package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.settings.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** F3, F19 and F22 to F25: between the lane and the database, on both servers. */
class DatabaseFaultsTest extends FaultTest {
  @ParameterizedTest
  @EnumSource
  void f03_connections_killed_in_every_state_leave_nothing_lost_or_doubled(Kind kind)
      throws Exception {
    open(kind).worker(2);
    Load load = load(300);
    for (int kill = 0; kill < 20; kill++) {
      load.awaitMore(15);
      stack().killConnections();
    }

    assertComplete();
  }

  @ParameterizedTest
  @EnumSource
  void f23_rows_locked_by_others_delay_and_lose_nothing(Kind kind) throws Exception {
    open(kind).worker(2);
    Load load = load(100);
    load.awaitMore(20);
    try (Connection other = stack().server().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT id FROM room FOR UPDATE");
      pass(seconds(6));
      other.rollback();
    }
    load.awaitMore(50);

    assertComplete();
  }

  @ParameterizedTest
  @EnumSource
  void f23_deadlocks_and_killed_statements_are_run_again(Kind kind) throws Exception {
    open(kind).worker(2);
    Load load = load(200);
    for (int round = 0; round < 10; round++) {
      load.awaitMore(10);
      lockAgainstTheOrder();
      stack().killQueries();
    }

    assertComplete();
  }

  @Test
  void f24_a_server_that_turns_read_only_is_left_and_found_again() throws Exception {
    open(Kind.MYSQL).worker(2);
    Load load = load(100);
    load.awaitMore(20);
    stack().server().execute("SET GLOBAL super_read_only = ON");
    try {
      load.awaitMore(300);
    } finally {
      stack().server().execute("SET GLOBAL super_read_only = OFF");
      stack().server().execute("SET GLOBAL read_only = OFF");
    }
    load.awaitMore(50);

    assertComplete();
  }

  @ParameterizedTest
  @EnumSource
  void f25_a_full_disk_delays_and_loses_nothing(Kind kind) throws Exception {
    open(kind).worker(2);
    Load load = load(100);
    refuse("NEW.text IS NOT NULL", "HY000", 1114);
    load.awaitMore(200);
    stack().server().execute(dropTrigger());
    load.awaitMore(20);

    assertComplete();
  }

  @ParameterizedTest
  @EnumSource
  void f22_a_row_the_database_never_takes_is_found_by_halving_and_becomes_a_dead_letter(Kind kind)
      throws Exception {
    open(kind);
    refuse("NEW.text LIKE 'p1 says %7'", "22001", 1406);
    Load load = load(200);
    load.awaitMore(200);

    stack().launch();
    load.awaitMore(100);

    assertComplete();
    stack().server().execute(dropTrigger());
    List<String> dead = strings("SELECT inbound_id FROM message WHERE state = 'dead'");
    assertThat(dead).isNotEmpty().allMatch(id -> id.startsWith("p1-") && id.endsWith("7"));
    assertThat(strings("SELECT DISTINCT code FROM dead_letter")).containsExactly("1406");
    assertThat(
            strings(
                "SELECT inbound_id FROM message WHERE inbound_id LIKE 'p1-%7' AND state <> 'dead'"))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void f22_a_message_the_database_takes_in_no_form_is_told_as_a_gap_and_the_room_goes_on(Kind kind)
      throws Exception {
    open(kind);
    Worker worker = stack().worker(2);
    refuse("NEW.inbound_id LIKE 'cursed%'", "22001", 1406);
    for (String id : List.of("one", "cursed-1", "two", "cursed-2", "three")) {
      publish(id);
    }
    TestStack.soon()
        .until(() -> strings("SELECT id FROM message WHERE state = 'published'").size() == 3);
    worker.close();
    // Catch-up meets them again.
    stack().worker(2);
    publish("four");
    TestStack.soon()
        .until(() -> strings("SELECT id FROM message WHERE state = 'published'").size() == 4);

    assertThat(strings("SELECT inbound_id FROM message ORDER BY seq"))
        .containsExactly("one", "two", "three", "four");
    assertThat(strings("SELECT CONCAT(channel, ' ', room_id > 0, ' ', reason) FROM gap"))
        .containsOnly("chat-in:lobby 1 unstorable")
        .hasSizeBetween(1, 2); // one for two of the same millisecond
    assertThat(strings("SELECT DISTINCT note FROM gap"))
        .containsExactly("a message that the database refuses with error 1406");
    assertThat(Delivery.problems(stack(), ROOMS, List.of())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void f22_messages_of_a_room_that_is_gone_are_told_as_gaps_and_others_go_on(Kind kind)
      throws Exception {
    open(kind);
    // The worker must not see it before the message comes.
    stack().tuned(stack().tuning().with(Timing.ROOM_POLL, seconds(60))).worker(2);
    try (Connection operator = stack().server().connect();
        Statement statement = operator.createStatement()) {
      operator.setAutoCommit(false);
      statement.execute("DELETE FROM checkpoint WHERE channel = 'chat-in:garden'");
      statement.execute("DELETE FROM room WHERE name = 'garden'");
      operator.commit();
    }
    publisher().publish("chat-in:garden", "{\"id\":\"a\",\"clientId\":\"ada\",\"data\":\"hi\"}");
    publish("one");

    TestStack.soon()
        .until(
            () -> strings("SELECT inbound_id FROM message WHERE state = 'published'").size() == 1);
    TestStack.soon()
        .until(() ->
            strings("SELECT channel FROM gap WHERE reason = 'unstorable' AND room_id IS NULL")
                .equals(List.of("chat-in:garden")));
  }

  private void publish(String id) {
    publisher()
        .publish(
            "chat-in:lobby", "{\"id\":\"%s\",\"clientId\":\"ada\",\"data\":\"hi\"}".formatted(id));
  }

  @ParameterizedTest
  @EnumSource
  void f22_a_batch_larger_than_the_largest_packet_is_stored_in_parts(Kind kind) throws Exception {
    open(kind);
    List<String> usual = strings("SELECT @@GLOBAL.max_allowed_packet");
    String text = "x".repeat(3_000);
    for (int number = 1; number <= 60; number++) {
      publisher()
          .publish(
              "chat-in:lobby",
              "{\"id\":\"m%d\",\"clientId\":\"ada\",\"data\":\"%s\"}".formatted(number, text));
    }
    stack().server().execute("SET GLOBAL max_allowed_packet = 16384");
    try {
      stack().launch();
      TestStack.soon()
          .until(() -> strings("SELECT id FROM message WHERE state = 'published'").size() == 60);
    } finally {
      stack().server().execute("SET GLOBAL max_allowed_packet = " + usual.getFirst());
    }
    assertThat(Delivery.problems(stack(), ROOMS, List.of())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void f30_a_table_that_is_missing_for_a_while_stops_the_lane_and_loses_nothing(Kind kind)
      throws Exception {
    open(kind);
    Worker worker = stack().worker(2);
    Load load = load(100);
    stack().server().execute("RENAME TABLE outbox TO outbox_away");
    load.awaitMore(100);
    TestStack.soon().until(() -> !worker.health().report().ready());
    stack().server().execute("RENAME TABLE outbox_away TO outbox");
    load.awaitMore(20);

    assertComplete();
    assertThat(strings("SELECT id FROM dead_letter")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void f30_a_column_that_an_old_worker_does_not_fill_stops_the_lane_and_loses_nothing(Kind kind)
      throws Exception {
    open(kind);
    Worker worker = stack().worker(2);
    Load load = load(100);
    load.awaitMore(20);
    stack().server().execute("ALTER TABLE message ADD COLUMN later INT NOT NULL");
    load.awaitMore(100);
    TestStack.soon().until(() -> !worker.health().report().ready());
    stack().server().execute("ALTER TABLE message ALTER COLUMN later SET DEFAULT 0");
    load.awaitMore(20);

    assertComplete();
    assertThat(strings("SELECT id FROM dead_letter")).isEmpty();
  }

  @Test
  void f30_a_column_of_a_newer_schema_is_ignored() throws Exception {
    open(Kind.EMBEDDED).worker(2);
    Load load = load(100);
    load.awaitMore(20);
    stack().server().execute("ALTER TABLE message ADD COLUMN later VARCHAR(10) NULL");
    stack().server().execute("ALTER TABLE outbox ADD COLUMN later INT NOT NULL DEFAULT 0");
    load.awaitMore(50);

    assertComplete();
  }

  @ParameterizedTest
  @EnumSource
  void f19_an_outage_longer_than_history_is_kept_is_told_as_a_gap(Kind kind) throws Exception {
    open(kind);
    Worker first = stack().worker(2);
    Load load = load(50);
    load.awaitMore(20);
    stack().awaitEmptyOutbox();
    first.close();
    // As if nothing had been stored for two days.
    stack().server().execute("UPDATE checkpoint SET message_time = message_time - INTERVAL 2 DAY");
    stack().worker(2);

    assertComplete();
    assertThat(strings("SELECT reason FROM gap")).containsOnly("history_expired").hasSize(2);
  }

  /** Takes the leases first and the rooms second, which a storing transaction does not. */
  private void lockAgainstTheOrder() throws SQLException {
    try (Connection other = stack().server().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT shard FROM worker_lease FOR UPDATE");
      statement.execute("SELECT id FROM room FOR UPDATE");
      other.rollback();
    } catch (SQLException deadlock) {
      assertThat(deadlock.getErrorCode()).isEqualTo(1213);
    }
  }

  private void refuse(String condition, String state, int code) {
    stack()
        .server()
        .execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON message FOR EACH ROW BEGIN IF "
                + condition
                + " THEN SIGNAL SQLSTATE '"
                + state
                + "' SET MYSQL_ERRNO = "
                + code
                + ", MESSAGE_TEXT = 'refused'; END IF; END");
  }

  private static String dropTrigger() {
    return "DROP TRIGGER refuse";
  }

  private List<String> strings(String query) {
    return stack().database().context().fetch(query).map(row -> row.get(0, String.class));
  }
}
