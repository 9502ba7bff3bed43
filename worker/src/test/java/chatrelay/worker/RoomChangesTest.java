package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.schema.ChannelNames;
import chatrelay.worker.lists.WordListStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rooms that change in the table while workers follow them. */
class RoomChangesTest extends FaultTest {
  private final AtomicInteger number = new AtomicInteger();

  @Test
  void a_row_that_is_no_room_takes_no_other_room_with_it() throws Exception {
    open(Kind.EMBEDDED)
        .server()
        .execute(
            "INSERT INTO room (name, title, shard, created_at) VALUES ('My Room', '', 3, NOW())");
    stack().launch();

    String id = publish();

    TestStack.soon().until(() -> isIn("published", id));
  }

  @Test
  void a_room_that_was_created_in_another_time_zone_misses_nothing() throws Exception {
    open(Kind.EMBEDDED)
        .server()
        .execute("UPDATE room SET created_at = UTC_TIMESTAMP() + INTERVAL 9 HOUR");
    String id = publish();

    stack().launch();

    TestStack.soon().until(() -> isIn("published", id));
  }

  @Test
  void what_an_archived_room_has_stored_is_published_all_the_same() throws Exception {
    Worker worker = open(Kind.EMBEDDED).worker(2);
    faults().add(onPublish(new Effect.Refuse(new ErrorInfo(50000, 500, "later"))));
    String id = publish();
    TestStack.soon().until(() -> isIn("pending", id));
    stack().server().execute("UPDATE room SET archived_at = NOW() WHERE name = 'lobby'");
    TestStack.soon().until(() -> worker.rooms() == 1);
    assertThat(isIn("pending", id)).isTrue();

    faults().clear();

    TestStack.soon().until(() -> isIn("published", id));
    assertThat(countOf("SELECT COUNT(*) FROM outbox")).isZero();

    stack().server().execute("UPDATE room SET archived_at = NULL WHERE name = 'lobby'");
    TestStack.soon().until(() -> worker.rooms() == 2);
    String next = publish();
    TestStack.soon().until(() -> isIn("published", next));
  }

  @Test
  void a_fail_policy_holds_for_the_next_message_of_a_room_that_is_followed() throws Exception {
    open(Kind.EMBEDDED);
    damageTheListInForce();
    stack().launch();
    String first = publish();
    TestStack.soon().until(() -> isIn("rejected", first));

    stack().server().execute("UPDATE room SET fail_policy = 'open'");

    TestStack.soon()
        .pollInterval(seconds(1))
        .until(() -> {
          publish();
          return countOf("SELECT COUNT(*) FROM message WHERE state = 'published'") > 0;
        });
  }

  @Test
  void channels_without_a_placeholder_need_no_room_to_be_created() throws Exception {
    TestDatabase server = TestDatabase.create(Kind.EMBEDDED);
    try (TestStack fixed = TestStack.start(server, BrokerOptions.defaults());
        Worker worker = Worker.launch(withFixedChannels(fixed.configuration()))) {
      TestStack.soon().until(() -> worker.rooms() == 1);
    }
  }

  private static WorkerConfiguration withFixedChannels(WorkerConfiguration usual) {
    return new WorkerConfiguration(
        usual.ably(),
        usual.keyFile(),
        usual.database(),
        ChannelNames.of("chat:from-clients", "chat:to-clients", "chat-user:{client}"),
        usual.migrate(),
        usual.bannedWords(),
        usual.workerId(),
        usual.adminHost(),
        usual.adminPort(),
        usual.settings());
  }

  private void damageTheListInForce() throws Exception {
    WordListStore lists = new WordListStore(stack().database());
    WordListStore.Actor operator = new WordListStore.Actor("operator", null);
    lists.add(WordList.of("words", List.of(Rule.word("potato")), List.of()), null, operator);
    assertThat(lists.activate("words", 1, operator)).isTrue();
    stack().server().execute("UPDATE word_list_rule SET text = 'tomato'");
  }

  private String publish() {
    String id = "m" + number.incrementAndGet();
    String body = "{\"id\":\"%s\",\"clientId\":\"ada\",\"data\":\"hello\"}".formatted(id);
    publisher().publish("chat-in:lobby", body);
    return id;
  }

  private boolean isIn(String state, String id) {
    String query =
        "SELECT COUNT(*) FROM message WHERE inbound_id = '%s' AND state = '%s'"
            .formatted(id, state);
    return countOf(query) == 1;
  }
}
