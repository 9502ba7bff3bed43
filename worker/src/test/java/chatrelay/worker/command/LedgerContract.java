package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.TestDatabase;
import chatrelay.worker.broker.ReceivedMessage;
import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Gaps and dead letters in an operator's hands. */
@Timeout(120)
abstract class LedgerContract {
  private final TestDatabase.Kind kind;
  private OperatorStack stack;

  @SuppressWarnings("NullAway.Init") // before each test
  LedgerContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() throws Exception {
    assumeThat(kind.whyUnavailable()).isEmpty();
    stack = OperatorStack.start(kind).rooms("lobby");
  }

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  final OperatorStack stack() {
    return stack;
  }

  @Test
  void should_list_annotate_and_close_gaps() {
    assertThat(stack.chat("gap", "list").code()).isZero();
    stack.execute(
        "INSERT INTO gap (id, channel, room_id, from_time, to_time, reason, detected_at) SELECT 7,"
            + " 'chat-in:lobby', id, '2026-11-20 10:00:00', NULL, 'history_evicted',"
            + " '2026-11-21' FROM room");

    CommandRun listed = stack.chat("gap", "list");
    assertThat(listed.code()).isEqualTo(1);
    assertThat(listed.out())
        .contains("7  open")
        .contains("chat-in:lobby")
        .contains("2026-11-20T10:00:00Z to now")
        .contains("history_evicted");

    assertThat(stack.chat("gap", "annotate", "7", "broker outage").code()).isZero();
    assertThat(stack.chat("gap", "close", "7").code()).isZero();
    assertThat(stack.chat("gap", "list").code()).isZero();
    JsonObject closed = stack.chat("gap", "list", "--all", "--json").json();
    assertThat(closed.get("note").getAsString()).isEqualTo("broker outage");
    assertThat(closed.get("resolved_at").getAsString()).startsWith("20");

    assertThat(stack.chat("gap", "close", "7").code()).isEqualTo(1);
    assertThat(stack.chat("gap", "close", "8").code()).isEqualTo(1);
    assertThat(stack.chat("gap", "annotate", "8", "x").code()).isEqualTo(1);
    assertThat(stack.chat("gap", "annotate", "7", " ").code()).isEqualTo(64);
    assertThat(stack.chat("gap", "annotate", "seven", "x").code()).isEqualTo(64);
  }

  @Test
  void should_publish_a_retried_message_under_the_identity_it_had() throws Exception {
    stack.worker(1);
    // One after the other, each in a group of its own: the broker then takes the retry of what it
    // has, other than a real dead letter, for the repeat that it is.
    List<String> texts = List.of("one", "two", "three");
    for (String text : texts) {
      stack.send("lobby", "author-of-" + text, text);
      OperatorStack.soon().until(() -> published() == texts.indexOf(text) + 1);
    }
    String row = "id, seq, inbound_id, HEX(dedupe_key)";
    String before = one("SELECT CONCAT_WS(' ', " + row + ") FROM message WHERE seq = 2");
    String outboundId = stack.outbound("lobby").get(1).id();
    kill();

    CommandRun listed = stack.chat("dead-letter", "list", "--json");
    assertThat(listed.code()).isEqualTo(1);
    assertThat(listed.json().get("reason").getAsString()).isEqualTo("publish_refused");
    assertThat(listed.json().get("retryable").getAsBoolean()).isTrue();
    assertThat(stack.chat("dead-letter", "show", "5").out()).contains("two", "40013", "lobby");

    CommandRun retried = stack.chat("dead-letter", "retry", "5");

    assertThat(retried.code()).as(retried.all()).isZero();
    OperatorStack.soon().until(() -> published() == 3);
    assertThat(one("SELECT CONCAT_WS(' ', " + row + ") FROM message WHERE seq = 2"))
        .isEqualTo(before);
    List<ReceivedMessage> readers = stack.outbound("lobby");
    assertThat(readers).filteredOn(message -> "two".equals(message.data())).isNotEmpty();
    assertThat(outboundId).contains("-lobby-");
    assertThat(stack.chat("dead-letter", "list").code()).isZero();
    CommandRun audit = stack.chat("audit", "--settle", "0s");
    assertThat(audit.code()).as(audit.all()).isZero();
    assertThat(stack.chat("dead-letter", "retry", "5").code()).isEqualTo(1);
  }

  @Test
  void should_drop_only_when_told_twice() throws Exception {
    stack.worker(1);
    stack.send("lobby", "ada", "one", "two");
    OperatorStack.soon().until(() -> published() == 2);
    kill();

    assertThat(stack.chat("dead-letter", "drop", "5").code()).isEqualTo(64);
    assertThat(stack.chat("audit", "--database-only").code()).isEqualTo(1);
    assertThat(stack.chat("dead-letter", "drop", "5", "--yes").code()).isZero();

    assertThat(stack.chat("audit", "--database-only").code()).isZero();
    assertThat(one("SELECT state FROM message WHERE seq = 2")).isEqualTo("dead");
    JsonObject dropped = stack.chat("dead-letter", "list", "--all", "--json").json();
    assertThat(dropped.get("resolution").getAsString()).isEqualTo("dropped");
    assertThat(dropped.get("retryable").getAsBoolean()).isFalse();
    assertThat(stack.chat("dead-letter", "retry", "5").code()).isEqualTo(1);
  }

  @Test
  void should_not_retry_what_was_never_stored() {
    stack.execute(
        "INSERT INTO message (id, room_id, dedupe_key, inbound_id, shape, state, verdict, reason,"
            + " sent_at, received_at, stored_at) SELECT 3, id, UNHEX(SHA2('x', 256)), 'x',"
            + " 'string', 'dead', 'accepted', 'poison', NOW(3), NOW(3), NOW(3) FROM room");
    stack.execute(
        "INSERT INTO dead_letter (id, message_id, code, reason, attempts, created_at)"
            + " VALUES (5, 3, 1366, 'poison', 1, NOW(3))");

    CommandRun run = stack.chat("dead-letter", "retry", "5", "6");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("history no longer holds it; ask its author to send it again")
        .contains("there is no dead letter 6");
    assertThat(stack.chat("dead-letter", "list", "--reason", "publish_refused").code()).isZero();
    assertThat(stack.chat("dead-letter", "list", "--reason", "poison").code()).isEqualTo(1);
    assertThat(stack.chat("dead-letter", "show", "6").code()).isEqualTo(1);
  }

  @Test
  void should_read_again_what_the_database_would_not_take() throws Exception {
    stack.worker(1);
    stack.send("lobby", "ada", "one", "two");
    OperatorStack.soon().until(() -> published() == 2);
    String identity = "SELECT CONCAT_WS(' ', id, inbound_id, HEX(dedupe_key)) FROM message";
    String before = one(identity + " WHERE seq = 2");
    stack.execute(
        "UPDATE message SET state = 'dead', reason = 'poison', seq = NULL, text = NULL,"
            + " published_at = NULL WHERE seq = 2");
    stack.execute(
        "INSERT INTO dead_letter (id, message_id, code, reason, attempts, created_at) SELECT 5,"
            + " id, 1366, 'poison', 1, NOW(3) FROM message WHERE state = 'dead'");

    stack.execute(
        "CREATE TRIGGER refuse BEFORE UPDATE ON message FOR EACH ROW BEGIN IF NEW.text = 'two'"
            + " THEN SIGNAL SQLSTATE '22001' SET MYSQL_ERRNO = 1406, MESSAGE_TEXT = 'no'; END IF;"
            + " END");
    JsonObject listed = stack.chat("dead-letter", "list", "--json").json();
    assertThat(listed.get("retryable").getAsBoolean()).isTrue();

    CommandRun refused = stack.chat("dead-letter", "retry", "5");
    assertThat(refused.code()).as(refused.all()).isEqualTo(1);
    assertThat(refused.err()).contains("the database still refuses it");
    assertThat(one("SELECT CONCAT(state, COALESCE(text, '-')) FROM message WHERE seq IS NULL"))
        .isEqualTo("dead-");

    stack.execute("DROP TRIGGER refuse");
    CommandRun retried = stack.chat("dead-letter", "retry", "5");

    assertThat(retried.code()).as(retried.all()).isZero();
    OperatorStack.soon().until(() -> published() == 2);
    assertThat(one(identity + " WHERE seq = 3")).isEqualTo(before);
    assertThat(one("SELECT text FROM message WHERE seq = 3")).isEqualTo("two");
    assertThat(stack.outbound("lobby").getLast().data()).isEqualTo("two");
    assertThat(stack.chat("dead-letter", "list").code()).isZero();
    assertThat(stack.chat("dead-letter", "retry", "5").code()).isEqualTo(1);
  }

  /** As the publisher leaves a message that the broker will never take. */
  @Test
  void should_leave_nothing_for_the_audit_once_a_message_was_read_again() throws Exception {
    stack.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON message FOR EACH ROW BEGIN IF NEW.text = 'two'"
            + " THEN SIGNAL SQLSTATE '22001' SET MYSQL_ERRNO = 1406, MESSAGE_TEXT = 'no'; END IF;"
            + " END");
    stack.worker(1);
    stack.send("lobby", "ada", "one", "two", "three");
    OperatorStack.soon().until(() -> published() == 2);
    stack.execute("DROP TRIGGER refuse");
    String letter = one("SELECT id FROM dead_letter");

    CommandRun retried = stack.chat("dead-letter", "retry", letter);

    assertThat(retried.code()).as(retried.all()).isZero();
    OperatorStack.soon().until(() -> published() == 3);
    CommandRun audit = stack.chat("audit");
    assertThat(audit.code()).as(audit.all()).isZero();
  }

  private void kill() {
    stack.execute(
        "UPDATE message SET state = 'dead', reason = 'publish_refused', published_at = NULL"
            + " WHERE seq = 2");
    stack.execute(
        "INSERT INTO dead_letter (id, message_id, code, reason, attempts, created_at) SELECT 5,"
            + " id, 40013, 'publish_refused', 1, NOW(3) FROM message WHERE seq = 2");
  }

  private int published() {
    return stack.count("SELECT COUNT(*) FROM message WHERE state = 'published'");
  }

  private String one(String sql) {
    return stack.database().context().fetchSingle(sql).get(0, String.class);
  }
}
