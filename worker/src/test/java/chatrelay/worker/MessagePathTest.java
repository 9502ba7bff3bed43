package chatrelay.worker;

import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.MESSAGE_ORIGINAL;
import static chatrelay.schema.generated.Tables.OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ably.lib.types.Message;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of a message with real SDK clients, a real socket and a real database. */
class MessagePathTest {
  private TestStack stack;

  @BeforeEach
  void start() {
    stack = TestStack.start(TestDatabase.Kind.EMBEDDED);
    stack.room("lobby");
  }

  @AfterEach
  void stop() throws Exception {
    stack.close();
  }

  @Test
  void should_store_a_message_and_deliver_it_masked() {
    stack.worker(1);
    OutboundLog readers = stack.outbound("lobby");

    stack.client("ada").send("lobby", "one Potato please");

    TestStack.soon().until(() -> readers.messages("lobby").size() == 1);
    Message delivered = readers.messages("lobby").getFirst();
    assertThat(delivered.data).isEqualTo("one ****** please");
    assertThat(delivered.clientId).isEqualTo("ada");
    assertThat(delivered.name).isEqualTo("message");
    JsonObject headers = OutboundLog.headers(delivered);
    assertThat(headers.get("seq").getAsLong()).isEqualTo(1);
    assertThat(headers.get("room").getAsString()).isEqualTo("lobby");
    assertThat(headers.get("verdict").getAsString()).isEqualTo("masked");
    assertThat(headers.get("author").getAsString()).isEqualTo("ada");
    assertThat(headers.get("v").getAsInt()).isEqualTo(1);
    TestStack.soon().until(() -> count("published") == 1);
    var row = stack.database().context().selectFrom(MESSAGE).fetchSingle();
    assertThat(row.getText()).isEqualTo("one ****** please");
    assertThat(row.getClientId()).isEqualTo("ada");
    assertThat(row.getId()).isEqualTo(headers.get("id").getAsLong());
    assertThat(row.getVerdict()).isEqualTo("masked");
    var original = stack.database().context().selectFrom(MESSAGE_ORIGINAL).fetchSingle();
    assertThat(original.getData()).isEqualTo("one Potato please");
    assertThat(stack.database().context().fetchCount(OUTBOX)).isZero();
  }

  @Test
  void should_keep_the_shape_of_an_object_and_only_allow_listed_fields() {
    stack.worker(1);
    OutboundLog readers = stack.outbound("lobby");
    JsonObject data =
        JsonParser.parseString("{\"text\":\"cheese\",\"replyTo\":\"7\",\"admin\":true}")
            .getAsJsonObject();

    stack.client("ada").publish("lobby", new Message("reply", data, "ada"));

    TestStack.soon().until(() -> readers.messages("lobby").size() == 1);
    assertThat(readers.messages("lobby").getFirst().data)
        .isEqualTo(JsonParser.parseString("{\"text\":\"******\",\"replyTo\":\"7\"}"));
  }

  @Test
  void should_publish_at_start_what_the_outbox_holds() {
    Worker first = stack.worker(1);
    OutboundLog readers = stack.outbound("lobby");
    stack.client("ada").send("lobby", "first");
    TestStack.soon().until(() -> count("published") == 1);
    first.close();
    var context = stack.database().context();
    context.update(MESSAGE).set(MESSAGE.STATE, "pending").execute();
    context.execute(
        "INSERT INTO outbox (message_id, room_id, seq, base_id, batch_index, batch_size,"
            + " created_at) SELECT id, room_id, seq, 'again-lobby-1', 0, 1, UTC_TIMESTAMP(3) FROM"
            + " message");

    stack.worker(1);

    TestStack.soon().until(() -> readers.messages("lobby").size() == 2);
    assertThat(readers.seqs("lobby")).containsExactly(1L, 1L);
    TestStack.soon().until(() -> count("published") == 1);
    assertThat(context.fetchCount(OUTBOX)).isZero();
  }

  @Test
  void should_catch_up_at_start_with_what_was_sent_before_in_order() {
    ChatClient client = stack.client("ada");
    IntStream.range(0, 700).forEach(i -> client.send("lobby", "m" + i));
    client.awaitAcknowledgements();
    OutboundLog readers = stack.outbound("lobby");

    stack.worker(1);

    TestStack.soon().until(() -> readers.messages("lobby").size() == 700);
    List<Object> expected = IntStream.range(0, 700).mapToObj(i -> (Object) ("m" + i)).toList();
    assertThat(readers.texts("lobby")).isEqualTo(expected);
    assertThat(readers.seqs("lobby"))
        .isEqualTo(IntStream.rangeClosed(1, 700).mapToObj(i -> (long) i).toList());
  }

  @Test
  void should_pick_up_a_new_room_without_a_restart() {
    stack.worker(1);
    stack.room("garden");
    OutboundLog readers = stack.outbound("garden");

    stack.client("ada").send("garden", "hello");

    TestStack.soon().until(() -> readers.texts("garden").equals(List.of("hello")));
  }

  private int count(String state) {
    return stack.database().context().fetchCount(MESSAGE, MESSAGE.STATE.eq(state));
  }
}
