package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unmodified ably-js in Node, the current one and the one of the public sample. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AblyJsTest {
  private static final long LIMIT_SECONDS = 100;

  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults());
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @CsvSource({"2.28.0, json", "2.28.0, msgpack", "1.2.38, json", "1.2.38, msgpack"})
  void does_what_an_application_needs(String version, String format, @TempDir Path folder)
      throws Exception {
    assumeTrue(run(folder, "node", "--version") == 0, "node is missing");
    assumeTrue(
        run(
                folder,
                "npm",
                "install",
                "--no-audit",
                "--no-fund",
                "--prefer-offline",
                "--prefix",
                ".",
                "ably@" + version)
            == 0,
        "ably@" + version + " can't be installed with npm");
    Path script = folder.resolve("client.js");
    try (var source =
        Objects.requireNonNull(AblyJsTest.class.getResourceAsStream("/ably-js-client.js"))) {
      Files.copy(source, script);
    }
    run(
        folder,
        "node",
        script.toString(),
        folder.resolve("node_modules/ably").toString(),
        String.valueOf(broker.port()),
        broker.key(),
        format,
        version + "-" + format + "-");

    assertThat(Files.readString(folder.resolve("output"))).endsWith("DONE\n");
  }

  private static int run(Path folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command[0] + " took longer than " + LIMIT_SECONDS + " s");
      }
      return process.exitValue();
    } catch (IOException missing) {
      return -1;
    }
  }
}
