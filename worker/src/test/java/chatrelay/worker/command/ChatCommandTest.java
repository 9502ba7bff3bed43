package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.runtime.Environment;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What all commands have in common. */
@Timeout(60)
class ChatCommandTest {
  @ParameterizedTest
  @MethodSource("commands")
  void should_explain_every_command_with_an_example_and_its_exit_codes(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--help");

    CommandRun run = CommandRun.of(Map.of(), arguments.toArray(String[]::new));

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Usage: " + String.join(" ", command).replaceFirst("^", "chat ").strip())
        .contains("--json")
        .contains("Exit codes:")
        .contains("64", "69", "78")
        .contains("Example")
        .contains("./chat");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void should_refuse_an_option_that_no_command_has(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--no-such-option");

    CommandRun run = CommandRun.of(Map.of(), arguments.toArray(String[]::new));

    assertThat(run.code()).isEqualTo(64);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Try: chat");
  }

  @Test
  void should_suggest_the_command_that_was_meant() {
    CommandRun run = CommandRun.of(Map.of(), "docter");

    assertThat(run.code()).isEqualTo(64);
    assertThat(run.err()).contains("Did you mean: chat doctor").contains("Try: chat --help");
  }

  @Test
  void should_show_how_to_use_it_when_called_without_a_command() {
    for (String[] arguments : new String[][] {{}, {"config"}}) {
      CommandRun run = CommandRun.of(Map.of(), arguments);
      assertThat(run.code()).isEqualTo(64);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("Usage: chat").contains("Commands:");
    }
  }

  @Test
  void should_tell_its_version() {
    CommandRun run = CommandRun.of(Map.of(), "--version");

    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("chat-relay ").contains("Java 25");
  }

  @ParameterizedTest
  @CsvSource({"0, empty", "4001, too_long"})
  void should_reject_a_text_that_a_worker_rejects_before_it_judges(int length, String reason) {
    String text = " \u200b" + "x".repeat(length);

    CommandRun run = CommandRun.of(Map.of(), "check", text);
    CommandRun json = CommandRun.of(Map.of(), "check", text, "--json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("rejected before any list was consulted: " + reason + "\n");
    assertThat(json.code()).isEqualTo(1);
    assertThat(json.json().get("verdict").getAsString()).isEqualTo("rejected");
    assertThat(json.json().get("reason").getAsString()).isEqualTo(reason);
  }

  /** Every command and topic as the words that call it; the root as no word. */
  static List<List<String>> commands() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(nowhere, nowhere, false, false);
    List<List<String>> all = new ArrayList<>();
    collect(
        all,
        List.of(),
        ChatCommand.commands(new CommandContext(terminal, () -> Environment.of(Map.of()))));
    return all;
  }

  private static void collect(List<List<String>> all, List<String> words, CommandLine command) {
    all.add(words);
    command
        .getSubcommands()
        .forEach((name, child) -> {
          List<String> longer = new ArrayList<>(words);
          longer.add(name);
          collect(all, longer, child);
        });
  }
}
