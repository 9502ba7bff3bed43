package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConfigCheckTest {
  private static final Map<String, String> RIGHT =
      Map.of(
          "ABLY_API_KEY", "app1.key1:a-very-secret-word",
          "DB_HOST", "db.example.org",
          "DB_USERNAME", "worker",
          "DB_PASSWORD", "another-secret-word");

  @TempDir private Path folder;

  @Test
  void should_accept_a_right_configuration() {
    CommandRun run = CommandRun.of(RIGHT, "config", "check");

    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("the configuration is valid\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void should_tell_every_problem_at_once_with_variable_value_and_fix() {
    CommandRun run =
        CommandRun.of(
            with(
                Map.of(
                    "DB_PORT", "33o6",
                    "WORKER_BATCH", "0",
                    "WORKER_LEASE", "ten seconds",
                    "AUTH_TOKEN_TTL", "2h",
                    "AUTH_ALLOWED_ORIGINS", "https://chat.example.org/page",
                    "OUTBOUND_CHANNEL", "chat-in:{room}",
                    "LOG_LEVEL", "loud")),
            "config",
            "check");

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("the configuration has 7 problems")
        .contains("DB_PORT: is \"33o6\". Fix: a whole number from 1 to 65535")
        .contains("WORKER_BATCH: is \"0\". Fix: a whole number from 1 to 1000")
        .contains("WORKER_LEASE: is \"ten seconds\". Fix: a duration from 1s to 5m")
        .contains("AUTH_TOKEN_TTL: is \"2h\"")
        .contains("AUTH_ALLOWED_ORIGINS: has \"https://chat.example.org/page\"")
        .contains("INBOUND_CHANNEL: is \"chat-in:{room}\"")
        .contains("LOG_LEVEL: is \"loud\". Fix: one of");
  }

  @Test
  void should_name_what_is_missing_and_say_that_nothing_needs_to_be_set_to_try() {
    CommandRun run = CommandRun.of(Map.of(), "config", "check");

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.err())
        .contains("ABLY_API_KEY: is not set")
        .contains("DB_HOST: is not set")
        .contains("DB_USERNAME: is not set")
        .contains("DB_PASSWORD: is not set")
        .contains("./run starts one of each");
  }

  @Test
  void should_suggest_the_variable_that_was_meant() {
    CommandRun run = CommandRun.of(with(Map.of("DB_PASWORD", "x")), "config", "check");

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.err())
        .contains("the configuration has 1 problem\n")
        .contains("DB_PASWORD: is not a variable of chat-relay. Fix: did you mean DB_PASSWORD?");
  }

  @Test
  void should_never_print_a_secret() {
    Map<String, String> wrong =
        with(
            Map.of(
                "ABLY_API_KEY", "half-of-a-secret-key",
                "AUTH_SESSION_SECRET", "short-secret",
                "DB_JDBC_URL", "jdbc:mysql://root:url-secret-word@db/chat"));

    for (String[] arguments : new String[][] {{"config", "check"}, {"config", "check", "--json"}}) {
      CommandRun run = CommandRun.of(wrong, arguments);
      assertThat(run.code()).isEqualTo(78);
      assertThat(run.all())
          .contains("ABLY_API_KEY")
          .contains("is *** (20 characters)")
          .contains("is *** (12 characters)")
          .doesNotContain("half-of-a-secret-key", "short-secret", "url-secret-word", "another-sec");
    }
  }

  @Test
  void should_refuse_a_word_list_that_cannot_be_used() throws IOException {
    Path words = Files.writeString(folder.resolve("words.txt"), "potato\npotato\n");

    CommandRun twice =
        CommandRun.of(with(Map.of("BANNED_WORDS_FILE", words.toString())), "config", "check");
    assertThat(twice.code()).isEqualTo(78);
    assertThat(twice.err()).contains("BANNED_WORDS_FILE").contains("line 2").contains("line 1");

    CommandRun missing =
        CommandRun.of(
            with(Map.of("BANNED_WORDS_FILE", folder.resolve("none").toString())),
            "config",
            "check");
    assertThat(missing.code()).isEqualTo(78);
    assertThat(missing.err()).contains("which can't be read");
  }

  @Test
  void should_judge_proxies_and_origins_as_the_auth_service_does() {
    for (String proxy : new String[] {"10.0.0.0/+8", "10.0.0.0/0008", "10.0.0.0/33", "proxy"}) {
      CommandRun run =
          CommandRun.of(with(Map.of("AUTH_TRUSTED_PROXIES", proxy)), "config", "check");
      assertThat(run.code()).as(proxy).isEqualTo(78);
      assertThat(run.err()).contains("AUTH_TRUSTED_PROXIES: has \"" + proxy + "\"");
    }
    Map<String, String> right =
        with(
            Map.of(
                "AUTH_TRUSTED_PROXIES", "10.0.0.0/8, ::1, [2001:db8::1], 192.0.2.1 ",
                "AUTH_ALLOWED_ORIGINS", "HTTPS://Chat.example.org:443, http://localhost:3000"));

    assertThat(CommandRun.of(right, "config", "check").err()).isEmpty();
  }

  @Test
  void should_refuse_a_window_in_which_the_broker_may_forget_an_id() {
    CommandRun run = CommandRun.of(with(Map.of("WORKER_REPEAT_WINDOW", "2m")), "config", "check");

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.err())
        .contains("WORKER_REPEAT_WINDOW: is \"2m\". Fix: a duration from 1s to 110s");
  }

  @Test
  void should_refuse_a_name_that_leaves_no_place_for_the_marks_of_its_process() {
    CommandRun run = CommandRun.of(with(Map.of("WORKER_ID", "w".repeat(61))), "config", "check");

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.err()).contains("WORKER_ID: has 61 characters. Fix: at most 60 characters");
  }

  @Test
  void should_read_secrets_from_files_and_refuse_two_sources() throws IOException {
    Path secret = Files.writeString(folder.resolve("password"), "from-a-file\n");
    Map<String, String> variables = with(Map.of("DB_PASSWORD_FILE", secret.toString()));

    CommandRun both = CommandRun.of(variables, "config", "check");
    assertThat(both.code()).isEqualTo(78);
    assertThat(both.err()).contains("DB_PASSWORD: has two sources");

    variables.remove("DB_PASSWORD");
    assertThat(CommandRun.of(variables, "config", "check").code()).isZero();
  }

  @Test
  void should_answer_programs_in_json() {
    CommandRun right = CommandRun.of(RIGHT, "config", "check", "--json");
    assertThat(right.code()).isZero();
    assertThat(right.json().getAsJsonArray("problems")).isEmpty();

    CommandRun wrong = CommandRun.of(with(Map.of("DB_PORT", "0")), "--json", "config", "check");
    assertThat(wrong.code()).isEqualTo(78);
    assertThat(wrong.err()).isEmpty();
    JsonArray problems = wrong.json().getAsJsonArray("problems");
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).getAsJsonObject().get("variable").getAsString())
        .isEqualTo("DB_PORT");
    assertThat(problems.get(0).getAsJsonObject().keySet())
        .containsExactly("variable", "cause", "fix");
  }

  private static Map<String, String> with(Map<String, String> changes) {
    Map<String, String> variables = new HashMap<>(RIGHT);
    variables.putAll(changes);
    return variables;
  }
}
