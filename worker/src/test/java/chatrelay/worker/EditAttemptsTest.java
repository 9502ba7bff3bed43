package chatrelay.worker;

import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.MESSAGE_ORIGINAL;
import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.database.TestDatabase.Kind;
import com.google.gson.JsonObject;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.types.ClientOptions;
import io.ably.lib.types.Message;
import io.ably.lib.types.MessageExtras;
import io.ably.lib.types.MessageOperation;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of changes of inbound messages, and of messages that history never holds. */
class EditAttemptsTest extends FaultTest {
  private static final BrokerOptions MUTABLE = PERSISTED.withMutable("chat-in");

  private AblyRealtime client;
  private Channel channel;
  private final List<Message> seen = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // before each test
  EditAttemptsTest() {}

  @BeforeEach
  void connect() throws Exception {
    open(Kind.EMBEDDED, MUTABLE);
    ClientOptions options = new ClientOptions(stack().broker().key());
    options.restHost = stack().broker().host();
    options.realtimeHost = stack().broker().host();
    options.port = stack().broker().port();
    options.tls = false;
    client = new AblyRealtime(options);
    owned(client);
    channel = client.channels.get("chat-in:lobby");
    channel.subscribe(seen::add);
    TestStack.soon().until(() -> channel.state == ChannelState.attached);
  }

  @Test
  void an_edit_and_a_deletion_are_stored_as_rejections_and_told_to_who_asked() throws Exception {
    List<Message> notes = new CopyOnWriteArrayList<>();
    client.channels.get("chat-user:bob").subscribe(notes::add);
    stack().worker(2);
    Message sent = sent("first");
    sent("second");
    TestStack.soon().until(() -> rows("pending", "published") == 2);

    edit(sent, "edited", "bob");
    delete(sent, "bob");

    TestStack.soon().until(() -> rows("rejected") == 2);
    assertThat(reasons()).containsExactlyInAnyOrder("edit", "deletion");
    assertThat(originals()).contains("edited");
    TestStack.soon().until(() -> notes.size() == 2);
    assertThat(notes).extracting(note -> note.name).containsOnly("rejected");
    assertThat(notes.toString() + notes.getFirst().data + notes.getLast().data)
        .contains("edit", "deletion");
    assertThat(rows("pending", "published")).isEqualTo(2);
    assertThat(gaps()).isZero();
  }

  @Test
  void changes_made_while_no_worker_listens_are_the_same_in_history_and_raise_no_gap()
      throws Exception {
    Worker first = stack().worker(2);
    sent("before");
    Message last = sent("last");
    TestStack.soon().until(() -> rows("pending", "published") == 2);
    first.close();
    Message unseen = sent("unseen");
    edit(unseen, "unseen, edited", "bob");
    // The message from which the next worker goes on is no longer in history as it was.
    edit(last, "last, edited", "ada");

    stack().worker(2);

    TestStack.soon().until(() -> rows("rejected") == 2);
    assertThat(reasons()).containsOnly("edit");
    assertThat(originals()).contains("unseen, edited", "last, edited");
    assertThat(rows("pending", "published")).isEqualTo(2);
    assertThat(gaps()).isZero();
  }

  @Test
  void an_ephemeral_message_is_published_and_is_looked_for_in_no_history() throws Exception {
    Worker first = stack().worker(2);
    sent("kept");
    TestStack.soon().until(() -> rows("pending", "published") == 1);
    JsonObject extras = new JsonObject();
    extras.addProperty("ephemeral", true);
    channel.publish(new Message("message", "fleeting", "ada", new MessageExtras(extras)));
    TestStack.soon().until(() -> rows("published") == 2);
    // This worker reads history again, and so does the next one.
    faults()
        .add(
            FaultRule.at(Point.ATTACH)
                .then(new Effect.LoseContinuity(new ErrorInfo(90003, 404, "expired"))));
    strike(() -> faults().dropAll());
    awaitStrikes(1);
    TestStack.soon().until(first::isCaughtUp);
    faults().clear();
    first.close();

    stack().worker(2);

    assertThat(rows("published")).isEqualTo(2);
    assertThat(gaps()).isZero();
  }

  private Message sent(String text) throws Exception {
    int before = seen.size();
    channel.publish(new Message("message", text, "ada"));
    TestStack.soon().until(() -> seen.size() > before);
    return seen.getLast();
  }

  private void edit(Message message, String text, String by) throws Exception {
    Message change = new Message(null, text);
    change.serial = message.serial;
    int before = seen.size();
    channel.updateMessage(change, new MessageOperation(by, null, null));
    TestStack.soon().until(() -> seen.size() > before);
  }

  private void delete(Message message, String by) throws Exception {
    Message deletion = new Message();
    deletion.serial = message.serial;
    channel.deleteMessage(deletion, new MessageOperation(by, null, null));
  }

  private int rows(String... states) {
    return stack().database().context().fetchCount(MESSAGE, MESSAGE.STATE.in(states));
  }

  private List<String> reasons() {
    return stack()
        .database()
        .context()
        .select(MESSAGE.REASON)
        .from(MESSAGE)
        .where(MESSAGE.STATE.eq("rejected"))
        .fetch(row -> Objects.requireNonNullElse(row.value1(), ""));
  }

  private List<String> originals() {
    return stack()
        .database()
        .context()
        .select(MESSAGE_ORIGINAL.DATA)
        .from(MESSAGE_ORIGINAL)
        .fetch(row -> Objects.requireNonNullElse(row.value1(), ""));
  }
}
