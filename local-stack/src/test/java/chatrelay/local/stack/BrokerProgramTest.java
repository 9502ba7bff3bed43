package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.BrokerMain;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program behind {@code ./run broker}, as a process of its own. */
@Timeout(60)
class BrokerProgramTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path folder;

  @Test
  void shouldPrintItsAddressAndNothingElse() throws Exception {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process broker =
        new ProcessBuilder(command("--port", "0"))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      await().atMost(SOON).until(() -> Files.readString(output).endsWith(System.lineSeparator()));
      String address = Files.readString(output).split(" ", 2)[0];
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest time = HttpRequest.newBuilder(URI.create(address + "/time")).build();
        assertThat(client.send(time, HttpResponse.BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
      }
      broker.toHandle().destroy();
      assertThat(broker.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      broker.destroyForcibly();
    }

    assertThat(Files.readAllLines(output))
        .singleElement()
        .asString()
        .matches("http://127\\.0\\.0\\.1:\\d+ key \\S+");
    assertThat(errors).isEmptyFile();
  }

  /** Without the tests' own log configuration. */
  private static List<String> command(String... arguments) {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(":"))
            .filter(part -> !part.contains("test-classes"))
            .collect(Collectors.joining(":"));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                BrokerMain.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
