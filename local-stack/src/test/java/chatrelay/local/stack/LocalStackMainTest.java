package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.FreePort;
import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program behind {@code ./run}, as a process of its own. */
class LocalStackMainTest {
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

  @TempDir Path folder;

  @Test
  void shouldCheckItselfAndExitWithZero() throws Exception {
    try (RunProcess run = RunProcess.start(folder, Map.of("LOG_LEVEL", "info"), "--check")) {
      assertThat(run.exitCode()).isZero();
      assertThat(run.output())
          .containsPattern("check passed: .* arrived as \"check: \\*+\" in \\d+ ms");
      assertThat(run.errors()).contains(" INFO ");
      assertThat(run.standardOutput()).doesNotContain(" INFO ");
      run.assertNothingLeft();
    }
  }

  @Test
  void shouldNameTheFolderItCantWrite() throws Exception {
    Path file = Files.writeString(folder.resolve("not-a-folder"), "");
    Map<String, String> variables = Map.of("LOCAL_FOLDER", file.resolve("data").toString());

    try (RunProcess run = RunProcess.start(folder, variables)) {
      assertThat(run.exitCode()).isEqualTo(69);
      assertThat(run.output()).contains("not-a-folder").contains("LOCAL_FOLDER");
    }
  }

  @Test
  void shouldWriteNoSecretAndNoMessageIntoTheLogAndStopInOrder() throws Exception {
    int brokerPort = FreePort.find();
    Map<String, String> variables =
        Map.of("LOG_LEVEL", "info", "LOCAL_BROKER_PORT", String.valueOf(brokerPort));
    try (RunProcess run = RunProcess.start(folder, variables)) {
      run.awaitOutput("Ctrl-C stops everything");
      Matcher url = URL.matcher(run.output());
      assertThat(url.find()).isTrue();

      RoundTrip.once(
          url.group() + "/auth?room=lobby",
          new AblySettings("", Secret.of(""), "127.0.0.1", brokerPort, false),
          "chat-in:lobby",
          "chat-out:lobby",
          RunProcess.LIMIT);
      run.signal("TERM");

      assertThat(run.exitCode()).isEqualTo(143);
      assertThat(run.output()).contains("worker", "stopped").doesNotContain("check: ");
      assertNoSecretIn(run.output());
      run.assertNothingLeft();
    }
  }

  private void assertNoSecretIn(String output) throws Exception {
    try (Stream<Path> secrets = Files.list(folder.resolve("data").resolve("secrets"))) {
      List<Path> files = secrets.toList();
      assertThat(files).hasSizeGreaterThanOrEqualTo(3);
      for (Path file : files) {
        assertThat(output).doesNotContain(Files.readString(file).strip());
      }
    }
  }
}
