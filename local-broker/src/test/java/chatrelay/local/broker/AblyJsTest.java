package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.junit.NodeScripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unmodified ably-js in Node, the current one and the one of the public sample. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AblyJsTest {
  private static final Duration LIMIT = Duration.ofSeconds(100);

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
    NodeScripts node = NodeScripts.withAbly(version, folder, LIMIT);
    NodeScripts.Result result =
        node.run(
            script(),
            String.valueOf(broker.port()),
            broker.key(),
            format,
            version + "-" + format + "-");

    assertThat(result.output()).endsWith("DONE\n");
  }

  private static String script() throws IOException {
    try (var source =
        Objects.requireNonNull(AblyJsTest.class.getResourceAsStream("/ably-js-client.js"))) {
      return new String(source.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
