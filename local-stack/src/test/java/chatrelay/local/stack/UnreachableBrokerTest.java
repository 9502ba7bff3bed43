package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import chatrelay.runtime.Variable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A start with a broker of its own that can't be reached, as with a hosted key and no network. */
class UnreachableBrokerTest {
  /** Long enough for the first retries of two rooms, which used to log four lines a second. */
  private static final Duration WATCHED = Duration.ofSeconds(5);

  @Test
  void shouldSayWhatIsMissingInsteadOfAskingToChatAndLogFewLines() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    Map<Variable, String> broker =
        Map.of(
            Variable.ABLY_API_KEY, "app.key:a-secret-of-nobody",
            Variable.ABLY_ENDPOINT, "127.0.0.1",
            Variable.ABLY_PORT, String.valueOf(port),
            Variable.ABLY_TLS, "false");
    List<String> warnings = new CopyOnWriteArrayList<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
              warnings.add(event.getFormattedMessage());
            }
          }
        };
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    appender.start();
    root.addAppender(appender);
    try (LocalStack stack = Stacks.start(LocalStack.Options.aside(Stacks.newFolder()), broker)) {
      ByteArrayOutputStream terminal = new ByteArrayOutputStream();

      LocalStackMain.announce(
          stack,
          WATCHED,
          StartProgress.on(new PrintStream(terminal, true, StandardCharsets.UTF_8)));

      String cause = "Ably can't be reached at 127.0.0.1:" + port + ": the connection is refused";
      assertThat(terminal.toString(StandardCharsets.UTF_8))
          .contains(stack.url() + "    not ready", "worker, broker: not connected")
          .containsOnlyOnce(cause)
          .doesNotContain("open it");
      assertThat(warnings)
          .as("worker and auth-service")
          .filteredOn(line -> line.contains(cause))
          .hasSize(2);
      assertThat(warnings).as("all").hasSizeLessThanOrEqualTo(4);
    } finally {
      root.detachAppender(appender);
    }
  }
}
