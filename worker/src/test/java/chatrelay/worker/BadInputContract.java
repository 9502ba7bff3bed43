package chatrelay.worker;

import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.MESSAGE_ORIGINAL;
import static chatrelay.schema.generated.Tables.ROOM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chatrelay.local.database.TestDatabase;
import chatrelay.schema.generated.tables.records.MessageRecord;
import io.ably.lib.types.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad messages end as one row with a reason, and the next good one goes through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BadInputContract {
  private final TestDatabase.Kind kind;
  private TestStack stack;
  private RawPublisher publisher;
  private OutboundLog readers;
  private Worker worker;

  @SuppressWarnings("NullAway.Init") // before all tests
  BadInputContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start() {
    assumeTrue(
        kind.whyUnavailable().isEmpty(), () -> kind.whyUnavailable().orElse("the server is there"));
    stack = TestStack.start(kind);
    stack.room("lobby");
    publisher = new RawPublisher(stack.broker());
    worker = stack.worker(1);
    readers = stack.outbound("lobby");
  }

  @AfterAll
  void stop() throws Exception {
    if (stack != null) {
      publisher.close();
      stack.close();
    }
  }

  static List<BadInput> inputs() {
    return BadInput.all().toList();
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void f17_bad_input_ends_as_told_and_lets_the_next_message_through(BadInput input) {
    String next = "after-" + input.storedId().hashCode();

    publisher.publish("chat-in:lobby", input.body());
    publisher.publish("chat-in:lobby", good(next));

    TestStack.soon().until(() -> isPublished("lobby", next));
    assertEnded("lobby", input);
    assertDelivered(input);
    // One input makes the SDK drop its connection, which the worker then replaces.
    TestStack.soon().until(() -> worker.health().report().ready());
  }

  @Test
  void should_judge_what_history_brings_as_it_judges_live_messages() {
    List<BadInput> inputs = inputs();
    for (BadInput input : inputs) {
      publisher.publish("chat-in:archive", input.body());
    }
    publisher.publish("chat-in:archive", good("last"));

    stack.room("archive");

    TestStack.soon().until(() -> isPublished("archive", "last"));
    inputs.forEach(input -> assertEnded("archive", input));
    assertThat(rows("archive")).hasSize(inputs.size() + 1);
  }

  @Test
  void should_count_an_id_that_its_author_uses_again_as_a_duplicate() {
    List<String> bodies = new ArrayList<>();
    bodies.add(good("again"));
    bodies.add(good("again-next"));

    bodies.forEach(body -> publisher.publish("chat-in:lobby", body));
    bodies.forEach(body -> publisher.publish("chat-in:lobby", body));
    publisher.publish("chat-in:lobby", good("again-last"));

    TestStack.soon().until(() -> isPublished("lobby", "again-last"));
    assertThat(rows("lobby")).filteredOn(row -> row.getInboundId().equals("again")).hasSize(1);
  }

  /** The broker takes the first two for one, as everything that speaks UTF-8 does. */
  @Test
  void should_tell_ids_apart_that_the_broker_tells_apart_whatever_surrogates_they_hold() {
    List<String> ids = List.of("s-\\ud800", "s-\\udc00", "s-?", "s-\\ud83d\\ude00");

    ids.forEach(id -> publisher.publish("chat-in:lobby", good(id)));
    publisher.publish("chat-in:lobby", good("s-last"));

    TestStack.soon().until(() -> isPublished("lobby", "s-last"));
    assertThat(rows("lobby"))
        .extracting(MessageRecord::getInboundId)
        .filteredOn(id -> id.startsWith("s-"))
        .containsExactlyInAnyOrder("s-\ufffd", "s-?", "s-\ud83d\ude00", "s-last");
  }

  private void assertEnded(String room, BadInput input) {
    List<MessageRecord> ended =
        rows(room).stream().filter(row -> row.getInboundId().equals(input.storedId())).toList();
    assertThat(ended).as("%s ends once", input).hasSize(1);
    MessageRecord row = ended.getFirst();
    assertThat(row.getReason()).as("reason of %s", input).isEqualTo(input.reason());
    if (input.text() == null) {
      assertThat(row.getState()).as("state of %s", input).isEqualTo("rejected");
      assertThat(row.getSeq()).isNull();
      assertThat(row.getText()).isNull();
      assertThat(original(row)).as("what is kept of %s", input).isLessThanOrEqualTo(1024);
    } else {
      assertThat(row.getSeq()).as("seq of %s", input).isNotNull();
      assertThat(row.getText()).as("text of %s", input).isEqualTo(input.text());
    }
  }

  private void assertDelivered(BadInput input) {
    int copies = input.text() == null ? 0 : 1;
    TestStack.soon().until(() -> copies(input).size() == copies);
    for (Message message : copies(input)) {
      assertThat(message.data).isEqualTo(input.text());
      assertThat(message.name).isEqualTo("message");
      assertThat(message.extras.asJsonObject().keySet()).containsExactly("headers");
      assertThat(OutboundLog.headers(message).keySet())
          .containsExactlyInAnyOrder("room", "seq", "id", "verdict", "author", "v");
    }
  }

  private List<Message> copies(BadInput input) {
    return readers.messages("lobby").stream()
        .filter(message -> isRowOf(message, input.storedId()))
        .toList();
  }

  private boolean isRowOf(Message message, String inboundId) {
    long id = OutboundLog.headers(message).get("id").getAsLong();
    return rows("lobby").stream()
        .anyMatch(row -> row.getId() == id && row.getInboundId().equals(inboundId));
  }

  private int original(MessageRecord row) {
    return stack
        .database()
        .context()
        .selectFrom(MESSAGE_ORIGINAL)
        .where(MESSAGE_ORIGINAL.MESSAGE_ID.eq(row.getId()))
        .fetchSingle(found -> found.getData().getBytes(StandardCharsets.UTF_8).length);
  }

  private boolean isPublished(String room, String inboundId) {
    return rows(room).stream()
        .anyMatch(
            row -> row.getInboundId().equals(inboundId) && "published".equals(row.getState()));
  }

  private List<MessageRecord> rows(String room) {
    return stack
        .database()
        .context()
        .select(MESSAGE.fields())
        .from(MESSAGE)
        .join(ROOM)
        .on(ROOM.ID.eq(MESSAGE.ROOM_ID))
        .where(ROOM.NAME.eq(room))
        .fetchInto(MESSAGE);
  }

  private static String good(String id) {
    return "{\"id\":\"" + id + "\",\"clientId\":\"ada\",\"data\":\"a good one\"}";
  }
}
