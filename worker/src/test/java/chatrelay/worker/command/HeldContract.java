package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.TestDatabase;
import chatrelay.worker.Worker;
import com.google.gson.JsonObject;
import io.ably.lib.types.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Held messages in a moderator's hands. */
@Timeout(120)
abstract class HeldContract {
  private static final String HELD = "chat_messages_held{service=\"worker\"} ";
  private static final String[] LETTERS = {"p", "o", "t", "a", "t", "o"};

  /** One word is held, the other masked. */
  private static final String LIST =
      "word,mode,action,locale\nleek,word,hold,\nturnip,word,mask,\n";

  @TempDir private Path folder;
  private final TestDatabase.Kind kind;
  private OperatorStack stack;
  private Worker worker;

  @SuppressWarnings("NullAway.Init") // before each test
  HeldContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() throws Exception {
    assumeThat(kind.whyUnavailable()).isEmpty();
    stack = OperatorStack.start(kind).rooms("lobby");
    worker = stack.worker(1);
  }

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void should_publish_an_approved_message_once_at_the_end_of_its_room() throws Exception {
    long id = holdOne("ada");
    stack.send("lobby", "bob", "hello");
    await(6);

    CommandRun listed = stack.chat("held", "list", "--json");
    assertThat(listed.code()).isEqualTo(1);
    assertThat(listed.json().get("id").getAsLong()).isEqualTo(id);
    assertThat(listed.json().get("held_for").getAsString()).isEqualTo("split_word");
    assertThat(listed.json().has("original")).isFalse();
    JsonObject shown = stack.chat("held", "show", String.valueOf(id), "--json").json();
    assertThat(shown.get("original").getAsString()).isEqualTo("o");
    assertThat(shown.get("would_publish").getAsString()).isEqualTo("o");
    OperatorStack.soon().until(() -> metrics().contains(HELD + "1.0"));

    CommandRun approved =
        stack.chat(
            "held", "approve", String.valueOf(id), "--reason", "a recipe", "--by", "moderator ann");

    assertThat(approved.code()).as(approved.all()).isZero();
    await(7);
    assertThat(stack.outbound("lobby")).hasSize(7);
    assertThat(stack.outbound("lobby").getLast().data()).isEqualTo("o");
    assertThat(one("SELECT CONCAT_WS(' ', seq, text, state, verdict) FROM message", id))
        .isEqualTo("7 o published accepted");
    assertThat(stack.chat("held", "list", "--all", "--json").json().get("decided_by").getAsString())
        .isEqualTo("moderator ann");
    OperatorStack.soon()
        .until(() -> notes("ada").endsWith("accepted accepted held accepted:approved"));
    OperatorStack.soon().until(() -> metrics().contains(HELD + "0.0"));
    assertThat(stack.chat("held", "list").code()).isZero();
    assertThat(stack.chat("held", "approve", String.valueOf(id)).code()).isEqualTo(1);
    assertThat(stack.chat("held", "reject", String.valueOf(id)).err()).contains("before");
    assertThat(stack.chat("verdict", "explain", String.valueOf(id)).code()).isZero();
    CommandRun audit = stack.chat("audit", "--settle", "0s");
    assertThat(audit.code()).as(audit.all()).isZero();
  }

  @Test
  void should_never_publish_a_rejected_message() throws Exception {
    long id = holdOne("ada");

    CommandRun rejected = stack.chat("held", "reject", String.valueOf(id), "--reason", "spam");

    assertThat(rejected.code()).as(rejected.all()).isZero();
    assertThat(rejected.out()).contains("message " + id + " rejected");
    assertThat(one("SELECT CONCAT_WS(' ', state, verdict, reason) FROM message", id))
        .isEqualTo("rejected rejected moderator");
    OperatorStack.soon().until(() -> notes("ada").endsWith("held rejected:moderator"));
    assertThat(stack.outbound("lobby")).hasSize(5);
    assertThat(stack.chat("held", "list").code()).isZero();
    assertThat(stack.chat("audit", "--settle", "0s").code()).isZero();
  }

  @Test
  void should_show_what_a_rule_held_and_mask_what_rules_mask() throws Exception {
    Path list = Files.writeString(folder.resolve("list.csv"), LIST);
    CommandRun imported =
        stack.chat("lists", "import", "vegetables", list.toString(), "--activate");
    assertThat(imported.code()).as(imported.all()).isZero();
    OperatorStack.soon().until(() -> metrics().contains("chat_word_list_version{list"));
    JsonObject data = new JsonObject();
    data.addProperty("text", "a leek and a turnip");
    data.addProperty("reference", "turnip leek");
    stack.send("lobby", "ada", data, data);
    OperatorStack.soon()
        .until(() -> stack.count("SELECT COUNT(*) FROM message WHERE state = 'held'") == 2);
    assertThat(stack.count("SELECT COUNT(*) FROM message WHERE fields IS NOT NULL")).isZero();
    long id = stack.count("SELECT MIN(id) FROM message");
    long other = stack.count("SELECT MAX(id) FROM message");

    JsonObject shown = stack.chat("held", "show", String.valueOf(id), "--json").json();
    CommandRun approved = stack.chat("held", "approve", String.valueOf(id));
    CommandRun rejected = stack.chat("held", "reject", String.valueOf(other));

    assertThat(shown.get("would_publish").getAsString()).isEqualTo("a leek and a ******");
    assertThat(shown.get("fields").getAsString()).contains("turnip leek");
    assertThat(approved.code()).as(approved.all()).isZero();
    assertThat(rejected.code()).as(rejected.all()).isZero();
    await(1);
    assertThat(one("SELECT CONCAT_WS(' ', verdict, text, fields) FROM message", id))
        .startsWith("masked a leek and a ****** {")
        .contains("****** leek");
    assertThat(one("SELECT CONCAT_WS(' ', state, fields) FROM message", other))
        .isEqualTo("rejected");
  }

  @Test
  void should_decide_once_whoever_decides_meanwhile() throws Exception {
    List<Long> ids = new ArrayList<>();
    for (String author : List.of("a1", "a2")) {
      ids.add(holdOne(author));
    }
    List<String> arguments = new ArrayList<>(List.of("held", "approve"));
    ids.forEach(id -> arguments.add(String.valueOf(id)));
    Callable<CommandRun> approve = () -> stack.chat(arguments.toArray(String[]::new));

    try (ExecutorService operators = Executors.newFixedThreadPool(2)) {
      Future<CommandRun> first = operators.submit(approve);
      Future<CommandRun> second = operators.submit(approve);
      stack.send("lobby", "bob", "one", "two", "three");
      String answers = first.get().all() + second.get().all();
      for (long id : ids) {
        assertThat(answers).containsOnlyOnce("message " + id + " approved");
      }
    }

    await(2 * 5 + 2 + 3);
    assertThat(stack.outbound("lobby")).hasSize(15);
    assertThat(stack.count("SELECT COUNT(DISTINCT seq) FROM message")).isEqualTo(15);
    assertThat(stack.count("SELECT MAX(seq) FROM message")).isEqualTo(15);
    CommandRun audit = stack.chat("audit", "--settle", "0s");
    assertThat(audit.code()).as(audit.all()).isZero();
  }

  @Test
  void should_refuse_what_can_not_be_decided() throws Exception {
    long id = holdOne("ada");
    String text = String.valueOf(id);

    assertThat(stack.chat("held", "approve", "99").err()).contains("no message 99 was ever held");
    assertThat(stack.chat("held", "show", "99").code()).isEqualTo(1);
    assertThat(stack.chat("held", "approve", "x").code()).isEqualTo(64);
    assertThat(stack.chat("held", "approve").code()).isEqualTo(64);
    assertThat(stack.chat("held", "reject", text, "--reason", "x".repeat(501)).code())
        .isEqualTo(64);
    assertThat(stack.chat("held", "list", "--room", "nowhere").code()).isEqualTo(1);
    assertThat(stack.chat("room", "archive", "lobby").code()).isZero();
    assertThat(stack.chat("held", "approve", text).err()).contains("its room is archived");
    assertThat(stack.chat("room", "restore", "lobby").code()).isZero();
    stack.execute("DELETE FROM message_original WHERE message_id = " + id);
    assertThat(stack.chat("held", "approve", text, "--json").json().get("outcome").getAsString())
        .isEqualTo("no_original");
    assertThat(one("SELECT state FROM message", id)).isEqualTo("held");
    assertThat(stack.count("SELECT COUNT(*) FROM outbox")).isZero();
    assertThat(stack.chat("held", "reject", text).code()).isZero();
  }

  /** A banned word letter by letter: the last one waits, under the row id that is returned. */
  private long holdOne(String author) throws Exception {
    int before = published();
    stack.send("lobby", author, (Object[]) LETTERS);
    await(before + LETTERS.length - 1);
    String held = "FROM message WHERE state = 'held' AND client_id = '" + author + "'";
    OperatorStack.soon().until(() -> stack.count("SELECT COUNT(*) " + held) == 1);
    return stack.count("SELECT id " + held);
  }

  private void await(int messages) {
    OperatorStack.soon().until(() -> published() == messages);
  }

  private int published() {
    return stack.count("SELECT COUNT(*) FROM message WHERE state = 'published'");
  }

  /** The verdicts of the notes to an author, in order, with a decision's reason. */
  private String notes(String author) throws Exception {
    Message[] notes =
        stack.rest().channels.get("chat-user:" + author).history(null).items().clone();
    List<String> verdicts = new ArrayList<>();
    for (Message note : Arrays.asList(notes).reversed()) {
      JsonObject data = (JsonObject) note.data;
      String reason = data.has("reason") ? data.get("reason").getAsString() : "";
      boolean decision = reason.equals("approved") || reason.equals("moderator");
      verdicts.add(data.get("verdict").getAsString() + (decision ? ":" + reason : ""));
    }
    return String.join(" ", verdicts);
  }

  private String metrics() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + worker.adminPort() + "/metrics");
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private String one(String select, long id) {
    return stack
        .database()
        .context()
        .fetchSingle(select + " WHERE id = " + id)
        .get(0, String.class);
  }
}
