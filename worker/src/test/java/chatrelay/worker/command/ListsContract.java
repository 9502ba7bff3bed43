package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.TestDatabase;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Word lists from a file to what readers see, and back. */
@Timeout(120)
abstract class ListsContract {
  private final TestDatabase.Kind kind;
  private OperatorStack stack;
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // before each test
  ListsContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void start() throws Exception {
    assumeThat(kind.whyUnavailable()).isEmpty();
    stack = OperatorStack.start(kind).rooms("lobby", "games");
  }

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void should_keep_versions_and_make_none_for_the_same_content() throws IOException {
    assertThat(imported("turnip\n").get("list").getAsString()).isEqualTo("vegetables@1");
    assertThat(imported("turnip\nleek\n").get("list").getAsString()).isEqualTo("vegetables@2");
    JsonObject again = imported("turnip\nleek\n", "--by", "ann");
    assertThat(again.get("list").getAsString()).isEqualTo("vegetables@2");
    assertThat(again.get("created").getAsBoolean()).isFalse();
    assertThat(
            imported("turnip\nleek\n", "--without", "leet,reversed").get("created").getAsBoolean())
        .isTrue();
    assertThat(imported("turnip\nleek\n", "--rooms", "games").get("list").getAsString())
        .isEqualTo("vegetables@4");

    assertThat(chat("lists", "show").out()).contains("vegetables", "off", "newest 4");
    assertThat(chat("lists", "show", "vegetables").out())
        .contains("vegetables@1, 1 rules, 0 allowed, all rooms")
        .contains("vegetables@4, 2 rules, 0 allowed, rooms games");
  }

  @Test
  void should_give_back_the_file_that_it_took() throws IOException {
    String csv =
        """
        word,mode,action,locale
        turnip,word,reject,
        lee,prefix,hold,es
        "two, words",phrase,mask,
        pot[a4]to,regex,flag,
        turnip green,allow-phrase,mask,
        """;
    imported(csv);

    assertThat(chat("lists", "export", "vegetables@1").out()).isEqualTo(csv);
    Path file = folder.resolve("out.csv");
    assertThat(chat("lists", "export", "vegetables", "--output", file.toString()).code()).isZero();
    assertThat(chat("lists", "diff", "vegetables@1", file.toString()).code()).isZero();
    assertThat(imported(Files.readString(file)).get("created").getAsBoolean()).isFalse();
  }

  @Test
  void should_refuse_a_bad_file_with_its_lines() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.txt"), "leek\nleek\n\n\u200b\n");

    CommandRun run = chat("lists", "import", "vegetables", file.toString());

    assertThat(run.code()).isEqualTo(64);
    assertThat(run.err()).contains("line 2").contains("line 1").contains("line 4");
    assertThat(chat("lists", "import", "Vegetables!", file.toString()).code()).isEqualTo(64);
    assertThat(chat("lists", "import", "v", folder.resolve("none").toString()).code())
        .isEqualTo(64);
    assertThat(
            chat("lists", "import", "v", words("leek\n").toString(), "--rooms", "nowhere").code())
        .isEqualTo(1);
    assertThat(chat("lists", "show").out()).isEmpty();
  }

  @Test
  void should_tell_two_versions_apart() throws IOException {
    imported("word,mode,action,locale\nturnip,word,mask,\nleek,word,mask,\n");
    imported("word,mode,action,locale\nturnip,word,reject,\nkale,word,mask,\nx y,allow,,\n");
    assertThat(chat("lists", "show", "vegetables").out())
        .contains("vegetables@2, 2 rules, 1 allowed");

    CommandRun run = chat("lists", "diff", "vegetables@1", "vegetables@2");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().lines())
        .containsExactlyInAnyOrder(
            "~ turnip (word mask is word reject)",
            "+ kale (word mask)",
            "- leek (word mask)",
            "+ allowed x y (phrase mask)");
    assertThat(chat("lists", "diff", "vegetables@1", "vegetables@1").code()).isZero();
  }

  @Test
  void should_reach_a_running_worker_and_roll_back() throws Exception {
    imported("turnip\n");
    imported("word,mode,action,locale\nturnip,word,reject,\nleek,word,mask,\n");
    stack.worker(2);
    stack.send("lobby", "one", "a turnip and a potato");
    awaitStored(1);
    assertThat(published()).containsExactly("a turnip and a ******");

    assertThat(chat("lists", "activate", "vegetables@1", "--by", "ann").code()).isZero();
    awaitVerdict("two", "a turnip and a potato", "a ****** and a potato");
    assertThat(chat("lists", "activate", "vegetables@2", "--reason", "stricter").code()).isZero();
    awaitVerdict("three", "a leek", "a ****");
    stack.send("lobby", "four", "a turnip");
    OperatorStack.soon()
        .until(() -> stack.count("SELECT COUNT(*) FROM message WHERE state = 'rejected'") == 1);

    assertThat(chat("lists", "rollback", "vegetables").out())
        .isEqualTo("vegetables@1 is in force\n");
    awaitVerdict("five", "a turnip and a leek", "a ****** and a leek");
    assertThat(chat("lists", "activate", "vegetables", "--off").code()).isZero();
    awaitVerdict("six", "turnip potato", "turnip ******");

    assertThat(chat("lists", "show", "vegetables").out())
        .contains("activate off to @1", "by ann")
        .contains("activate @1 to @2", ": stricter")
        .contains("rollback @2 to @1")
        .contains("activate @1 to off");
    assertThat(stack.count("SELECT COUNT(*) FROM rule_hit WHERE list_name = 'vegetables'"))
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void should_judge_only_the_rooms_of_a_list() throws Exception {
    imported("turnip\n", "--rooms", "games", "--activate");
    stack.worker(2);
    stack.send("lobby", "ada", "turnip");
    stack.send("games", "ada", "turnip");
    awaitStored(2);

    assertThat(published()).containsExactlyInAnyOrder("turnip", "******");
    assertThat(chat("check", "turnip", "--room", "games").code()).isEqualTo(1);
    assertThat(chat("check", "turnip", "--room", "lobby").code()).isZero();
    assertThat(chat("check", "potato", "--room", "lobby").code()).isEqualTo(1);
  }

  @Test
  void should_refuse_what_is_not_there() throws IOException {
    imported("turnip\n");

    assertThat(chat("lists", "activate", "vegetables@2").code()).isEqualTo(1);
    assertThat(chat("lists", "activate", "fruit@1").code()).isEqualTo(1);
    assertThat(chat("lists", "activate", "vegetables").code()).isEqualTo(64);
    assertThat(chat("lists", "rollback", "vegetables").err()).contains("was never activated");
    assertThat(chat("lists", "export", "fruit").code()).isEqualTo(1);
    assertThat(chat("lists", "show", "fruit").code()).isEqualTo(1);
    assertThat(chat("lists", "backtest", "vegetables").code()).isEqualTo(64);
    assertThat(chat("verdict", "explain", "4711").code()).isEqualTo(1);
  }

  @Test
  void should_refuse_rows_that_were_changed_after_the_import() throws IOException {
    imported("turnip\n");
    stack.execute("UPDATE word_list_rule SET text = 'leek'");

    CommandRun run = chat("lists", "export", "vegetables@1");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("were changed after the import");
  }

  @Test
  void should_explain_stored_verdicts_with_their_own_version() throws Exception {
    imported("turnip\n", "--activate");
    stack.worker(2);
    stack.send("lobby", "ada", "a TURNIP\u0007 here", "nothing", "t", "urnip");
    awaitStored(4);
    imported("kale\n", "--activate");

    CommandRun run = chat("verdict", "explain", id("a ****** here"));
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out())
        .contains("masked by vegetables@1")
        .contains("came in    a TURNIP here")
        .contains("published  a ****** here")
        .contains("2-8  TURNIP  mask  rule ")
        .contains("judged again: the same");
    JsonObject clean = chat("verdict", "explain", id("nothing"), "--json").json();
    assertThat(clean.get("agrees").getAsBoolean()).isTrue();
    assertThat(clean.get("verdict").getAsString()).isEqualTo("accepted");

    stack.execute("UPDATE message SET verdict = 'accepted' WHERE text = 'a ****** here'");
    assertThat(chat("verdict", "explain", id("a ****** here")).code()).isEqualTo(1);
  }

  @Test
  void should_check_without_a_database() throws IOException {
    CommandRun builtIn = CommandRun.of(java.util.Map.of(), "check", "one p0tat0 please", "--json");
    assertThat(builtIn.code()).isEqualTo(1);
    assertThat(builtIn.json().get("text").getAsString()).isEqualTo("one ****** please");
    assertThat(builtIn.json().getAsJsonArray("hits")).hasSize(1);

    CommandRun file =
        CommandRun.of(
            java.util.Map.of(),
            "check",
            "one potato, one turnip",
            "--list",
            words("turnip\n").toString());
    assertThat(file.code()).isEqualTo(1);
    assertThat(file.out()).contains("masked by file@").contains("one potato, one ******");
    assertThat(CommandRun.of(java.util.Map.of(), "check", "hello").code()).isZero();
    assertThat(CommandRun.of(java.util.Map.of(), "check", "hello", "--list", "v@1").code())
        .isEqualTo(78);
  }

  private CommandRun chat(String... arguments) {
    return stack.chat(arguments);
  }

  private Path words(String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "words", ".txt"), content);
  }

  private JsonObject imported(String content, String... more) throws IOException {
    List<String> arguments = new java.util.ArrayList<>(List.of("lists", "import", "vegetables"));
    arguments.add(words(content).toString());
    arguments.addAll(List.of(more));
    arguments.add("--json");
    CommandRun run = chat(arguments.toArray(String[]::new));
    assertThat(run.code()).as(run.all()).isZero();
    return run.json();
  }

  /** Sends until the list in force answers; each message is judged whole by one version. */
  private void awaitVerdict(String client, String text, String expected) {
    int[] number = {0};
    OperatorStack.soon()
        .pollInterval(java.time.Duration.ofMillis(100))
        .atMost(java.time.Duration.ofSeconds(10))
        .until(() -> {
          stack.send("lobby", client + number[0]++, text);
          return published().contains(expected);
        });
  }

  private void awaitStored(int messages) {
    OperatorStack.soon()
        .until(
            () -> stack.count("SELECT COUNT(*) FROM message WHERE state <> 'pending'") == messages);
  }

  private List<String> published() {
    return stack
        .database()
        .context()
        .fetch("SELECT text FROM message WHERE text IS NOT NULL ORDER BY id")
        .getValues(0, String.class);
  }

  private String id(String text) {
    return stack
        .database()
        .context()
        .fetchSingle("SELECT id FROM message WHERE text = ?", text)
        .get(0, String.class);
  }
}
