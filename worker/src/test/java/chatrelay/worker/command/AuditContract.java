package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.TestDatabase;
import chatrelay.worker.audit.DatabaseAudit;
import com.google.gson.JsonObject;
import io.ably.lib.types.Message;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The audit finds nothing in what a worker has done, and each fault that is planted into it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class AuditContract {
  private static final String[] ROOMS = {
    "sound", "loss", "double", "swap", "state", "unsent", "strange", "altered", "silent"
  };

  private final TestDatabase.Kind kind;
  private OperatorStack stack;

  @SuppressWarnings("NullAway.Init") // before all tests
  AuditContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start() throws Exception {
    assumeThat(kind.whyUnavailable()).isEmpty();
    stack = OperatorStack.start(kind).rooms(ROOMS);
    stack.worker(ROOMS.length);
    for (String room : ROOMS) {
      stack.send(room, "ada", "one", "two", "a potato", "four");
      stack.send(room, "bob", "five", "six");
    }
    OperatorStack.soon()
        .until(() ->
            stack.count("SELECT COUNT(*) FROM message WHERE state = 'published'")
                == 6 * ROOMS.length);
  }

  @AfterAll
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void should_find_nothing_wrong_with_what_a_worker_has_done() {
    CommandRun run = audit("sound");

    assertThat(run.code()).as(run.all()).isZero();
    JsonObject summary = run.json();
    assertThat(summary.get("ok").getAsBoolean()).isTrue();
    assertThat(summary.get("channels_compared").getAsBoolean()).isTrue();
    assertThat(stack.chat("audit", "--room", "sound", "--settle", "0s").out())
        .endsWith("nothing wrong\n");
  }

  @Test
  void should_find_a_lost_message() {
    stack.execute("DELETE FROM message WHERE seq = 2 AND " + in("loss"));

    assertThat(checks("loss")).containsExactly("holes", "inbound-lost", "outbound-stranger");
    assertThat(audit("loss").out())
        .contains("no message between seq 1 and 3")
        .contains("message ada-loss-1 of ada, sent ")
        .contains("\"inbound_id\":\"ada-loss-1\"")
        .contains("seq 2 was published and is not stored");
  }

  @Test
  void should_find_a_message_that_was_stored_twice() {
    stack.execute(
        "INSERT INTO message (room_id, seq, dedupe_key, inbound_id, client_id, event_name, text,"
            + " shape, state, verdict, sent_at, received_at, stored_at, published_at) SELECT"
            + " room_id, 7, UNHEX(SHA2('another', 256)), inbound_id, client_id, event_name, text,"
            + " shape, state, verdict, NOW(3), NOW(3), stored_at, published_at FROM message"
            + " WHERE seq = 3 AND "
            + in("double"));
    stack.execute("UPDATE room SET next_seq = 8 WHERE name = 'double'");

    assertThat(checks("double")).contains("duplicates", "outbound-lost").doesNotContain("holes");
    assertThat(audit("double").out()).contains("message ada-double-2 of ada is stored 2 times");
  }

  @Test
  void should_find_two_messages_that_changed_places() {
    // On a fast machine the broker may give all of them the same millisecond.
    stack.execute(
        "UPDATE message SET sent_at = DATE_SUB(sent_at, INTERVAL 10000 - 1000 * seq MICROSECOND)"
            + " WHERE "
            + in("swap"));
    stack.execute("UPDATE message SET seq = 99 WHERE seq = 1 AND " + in("swap"));
    stack.execute("UPDATE message SET seq = 1 WHERE seq = 4 AND " + in("swap"));
    stack.execute("UPDATE message SET seq = 4 WHERE seq = 99 AND " + in("swap"));

    assertThat(checks("swap")).contains("order", "inbound-order", "outbound-altered");
    assertThat(audit("swap").out()).contains("of ada was sent before seq 1");
  }

  @Test
  void should_find_a_wrong_end_state() {
    stack.execute("UPDATE message SET state = 'pending' WHERE seq = 5 AND " + in("state"));
    stack.execute("UPDATE message SET verdict = 'rejected' WHERE seq = 3 AND " + in("state"));

    assertThat(checks("state")).containsOnly("end-state");
    assertThat(audit("state").out())
        .contains("pending, but not in the outbox")
        .contains("rejected, but published or about to be");
  }

  @Test
  void should_find_a_message_that_never_reached_the_readers() {
    stack.execute(
        "INSERT INTO message (room_id, seq, dedupe_key, inbound_id, client_id, text, shape, state,"
            + " verdict, sent_at, received_at, stored_at, published_at) SELECT id, 7,"
            + " UNHEX(SHA2('unsent', 256)), 'unsent', 'eve', 'hello', 'string', 'published',"
            + " 'accepted', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3),"
            + " UTC_TIMESTAMP(3) FROM room WHERE name = 'unsent'");
    stack.execute("UPDATE room SET next_seq = 8 WHERE name = 'unsent'");

    assertThat(checks("unsent")).containsExactly("outbound-lost");
    assertThat(audit("unsent").out()).contains("seq 7 is marked as published and was not");
  }

  @Test
  void should_find_what_somebody_else_published_to_the_readers() throws Exception {
    Message forged = new Message("message", "not moderated", "eve");
    forged.id = "forged-by-eve";
    stack.rest().channels.get("chat-out:strange").publish(new Message[] {forged});

    assertThat(checks("strange")).containsExactly("outbound-stranger");
    assertThat(audit("strange").out()).contains("forged-by-eve").doesNotContain("not moderated");
  }

  @Test
  void should_find_a_text_that_was_changed_after_it_was_published() {
    stack.execute("UPDATE message SET text = 'ONE' WHERE seq = 1 AND " + in("altered"));

    assertThat(checks("altered")).containsExactly("outbound-altered");
    assertThat(checks("altered", "--database-only")).isEmpty();
  }

  @Test
  void should_count_gaps_and_dead_letters_that_nobody_has_closed() {
    stack.execute(
        "INSERT INTO gap (channel, room_id, from_time, to_time, reason, detected_at) SELECT"
            + " 'chat-in:silent', id, '2026-11-20', '2026-11-21', 'history_evicted', NOW(3)"
            + " FROM room WHERE name = 'silent'");

    assertThat(checks("silent")).containsExactly("gap");

    assertThat(stack.chat("gap", "close", gapId(), "--note", "asked the authors").code()).isZero();
    assertThat(checks("silent")).isEmpty();
  }

  private String gapId() {
    return stack.chat("gap", "list", "--room", "silent", "--json").json().get("id").getAsString();
  }

  @Test
  void should_run_every_audit_query_of_the_cookbook() {
    String[] files = new File("../schema/queries").list((folder, name) -> name.startsWith("audit"));
    assertThat(DatabaseAudit.QUERIES)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(files).map(name -> name.replaceAll("^audit-|\\.sql$", "")).toList());
  }

  @Test
  void should_refuse_a_room_that_does_not_exist() {
    assertThat(stack.chat("audit", "--room", "nowhere").code()).isEqualTo(1);
    assertThat(stack.chat("audit", "--room", "No Room").code()).isEqualTo(64);
    assertThat(stack.chat("audit", "--since", "yesterday").code()).isEqualTo(64);
  }

  @Test
  void should_answer_69_when_the_database_or_the_broker_is_down() {
    Map<String, String> noBroker = stack.variables();
    noBroker.put("ABLY_PORT", "1");
    assertThat(CommandRun.of(noBroker, "audit").code()).isEqualTo(69);

    Map<String, String> noDatabase = stack.variables();
    noDatabase.put("DB_PORT", "1");
    CommandRun run = CommandRun.of(noDatabase, "audit");
    assertThat(run.code()).isEqualTo(69);
    assertThat(run.err()).contains("nothing takes connections at", "correct DB_HOST and DB_PORT");
    assertThat(CommandRun.of(Map.of(), "audit").code()).isEqualTo(78);
  }

  private CommandRun audit(String room, String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of("audit", "--room", room, "--settle", "0s", "--json"), Stream.of(more))
            .toList();
    return stack.chat(arguments.toArray(String[]::new));
  }

  private List<String> checks(String room, String... more) {
    CommandRun run = audit(room, more);
    List<String> checks =
        run.jsonLines().stream()
            .filter(line -> line.has("check"))
            .map(line -> line.get("check").getAsString())
            .toList();
    assertThat(run.code()).as(run.all()).isEqualTo(checks.isEmpty() ? 0 : 1);
    return checks;
  }

  private static String in(String room) {
    return "room_id = (SELECT id FROM room WHERE name = '" + room + "')";
  }
}
