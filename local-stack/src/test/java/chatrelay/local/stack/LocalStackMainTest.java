package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.database.FreePort;
import chatrelay.runtime.Secret;
import chatrelay.schema.settings.AblySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program behind {@code ./run}, as a process of its own. */
class LocalStackMainTest {
  private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;
  private @Nullable Process started;

  @AfterEach
  void end() {
    if (started != null) {
      started.destroyForcibly();
    }
  }

  @Test
  void shouldCheckItselfAndExitWithZero() throws Exception {
    Process process = start(Map.of("LOG_LEVEL", "info"), "--check");

    assertThat(process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output()).containsPattern("check passed: .* arrived as \"check: \\*+\" in \\d+ ms");
    assertThat(process.exitValue()).isZero();
    assertThat(errors()).contains(" INFO ");
    assertThat(Files.readString(folder.resolve("output"))).doesNotContain(" INFO ");
    assertNoServerLeft();
  }

  @Test
  void shouldStopWithin10SecondsAndLeaveNoProcessBehind() throws Exception {
    Process process = start(Map.of("PORT", "0", "LOCAL_BROKER_PORT", "0"));
    await().atMost(START_LIMIT).until(() -> output().contains("http://127.0.0.1:"));

    process.toHandle().destroy();

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertNoServerLeft();
  }

  @Test
  void shouldNameThePortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process =
          start(Map.of("PORT", String.valueOf(taken.getLocalPort()), "LOCAL_BROKER_PORT", "0"));

      assertThat(process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(output()).contains("port " + taken.getLocalPort()).contains("in use");
      assertThat(process.exitValue()).isEqualTo(69);
      assertNoServerLeft();
    }
  }

  @Test
  void shouldNameTheFolderItCantWrite() throws Exception {
    Path file = Files.writeString(folder.resolve("not-a-folder"), "");
    Process process = start(Map.of("LOCAL_FOLDER", file.resolve("data").toString()));

    assertThat(process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output()).contains("not-a-folder").contains("LOCAL_FOLDER");
    assertThat(process.exitValue()).isEqualTo(69);
  }

  @Test
  void shouldTellAllConfigurationProblemsAndExitWith78() throws Exception {
    Process process = start(Map.of("ABLY_API_KEYY", "x", "DB_PORT", "abc", "DB_HOST", "localhost"));

    assertThat(process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(output()).contains("did you mean ABLY_API_KEY?");
    assertThat(process.exitValue()).isEqualTo(78);
  }

  @Test
  void shouldWriteNoSecretAndNoMessageIntoTheLog() throws Exception {
    int brokerPort = FreePort.find();
    Process process =
        start(
            Map.of(
                "LOG_LEVEL", "info", "PORT", "0", "LOCAL_BROKER_PORT", String.valueOf(brokerPort)));
    await().atMost(START_LIMIT).until(() -> URL.matcher(output()).find());
    Matcher url = URL.matcher(output());
    assertThat(url.find()).isTrue();

    RoundTrip.once(
        url.group() + "/auth?room=lobby",
        new AblySettings("", Secret.of(""), "127.0.0.1", brokerPort, false),
        "chat-in:lobby",
        "chat-out:lobby",
        START_LIMIT);
    process.toHandle().destroy();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(output()).contains("worker", "stopped").doesNotContain("check: ");
    try (Stream<Path> secrets = Files.list(folder.resolve("data").resolve("secrets"))) {
      List<Path> files = secrets.toList();
      assertThat(files).hasSizeGreaterThanOrEqualTo(3);
      for (Path file : files) {
        assertThat(output()).doesNotContain(Files.readString(file).strip());
      }
    }
  }

  private Process start(Map<String, String> variables, String... arguments) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    absolute(System.getProperty("java.class.path")),
                    LocalStackMain.class.getName()),
                Arrays.stream(arguments))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = new HashMap<>();
    environment.put("LOCAL_FOLDER", folder.resolve("data").toString());
    environment.put(
        "LOCAL_DATABASE_FOLDER", Path.of("target", "mariadb").toAbsolutePath().toString());
    environment.put("WORKER_ADMIN_PORT", "0");
    environment.put("AUTH_ADMIN_PORT", "0");
    environment.putAll(variables);
    builder.environment().putAll(environment);
    builder
        .redirectOutput(folder.resolve("output").toFile())
        .redirectError(folder.resolve("errors").toFile());
    Process process = builder.start();
    started = process;
    return process;
  }

  private static String absolute(String classPath) {
    return String.join(
        ":",
        Arrays.stream(classPath.split(":"))
            .map(part -> Path.of(part).toAbsolutePath().toString())
            .toList());
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output")) + errors();
  }

  private String errors() throws IOException {
    return Files.readString(folder.resolve("errors"));
  }

  private void assertNoServerLeft() {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(
                    ProcessHandle.allProcesses()
                        .filter(other ->
                            other.info().commandLine().orElse("").contains(folder.toString())))
                .isEmpty());
  }
}
