package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.database.EmbeddedDatabase;
import chatrelay.worker.settings.Timing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * F19: a database that is away for a part of what the broker's history holds, and for longer.
 * History is 20 s long here, for the broker as for the worker. Only {@code -Pchaos} runs it.
 */
@Tag("endurance")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class OutageTest extends FaultTest {
  private static final Duration RETENTION = seconds(20);
  private static final Path SERVERS = Path.of("target", "test-database").toAbsolutePath();

  @ParameterizedTest
  @ValueSource(ints = {7, 35})
  void f19_what_an_outage_costs_is_nothing_or_told_as_gaps(int away, @TempDir Path folder)
      throws Exception {
    EmbeddedDatabase server =
        owned(EmbeddedDatabase.start(SERVERS.resolve("base"), folder.resolve("data")));
    BrokerOptions forgetful =
        BrokerOptions.defaults()
            .withPersisted("chat-out")
            .withTimeScale(RETENTION.toSeconds() / 120.0);
    TestStack stack = open(database(server), forgetful);
    stack.tuned(TestStack.scaled(0.1, seconds(3)).with(Timing.HISTORY_RETENTION, RETENTION));
    stack.worker(2);
    Map<String, Instant> sent = new LinkedHashMap<>();
    send(sent, seconds(3));
    server.freeze();
    send(sent, seconds(away));
    server.thaw();
    send(sent, seconds(3));
    String last = sent.keySet().stream().reduce((one, other) -> other).orElseThrow();
    TestStack.soon().ignoreExceptions().until(() -> stored().contains(last));
    TestStack.soon().until(() -> countOf("SELECT COUNT(*) FROM outbox") == 0);

    Set<String> stored = stored();
    Map<String, Instant> lost = new TreeMap<>(sent);
    lost.keySet().removeAll(stored);
    say(
        "database away for %d s of %d s of history: %d of %d messages lost, %d gaps"
            .formatted(away, RETENTION.toSeconds(), lost.size(), sent.size(), gaps()));
    assertThat(lost.isEmpty()).isEqualTo(Duration.ofSeconds(away).compareTo(RETENTION) < 0);
    assertThat(gaps() == 0).isEqualTo(lost.isEmpty());
    assertThat(lost)
        .allSatisfy((id, at) -> assertThat(isInAGap(at)).as("%s at %s", id, at).isTrue());
    assertThat(Delivery.problems(stack, ROOMS, List.of())).isEmpty();
  }

  /** One message after another, fifty a second. */
  private void send(Map<String, Instant> sent, Duration time) {
    for (long begun = System.nanoTime(); since(begun).compareTo(time) < 0; ) {
      String id = "m" + (sent.size() + 1);
      publisher()
          .publish(
              "chat-in:lobby",
              "{\"id\":\"%s\",\"clientId\":\"ada\",\"data\":\"hi\"}".formatted(id));
      sent.put(id, Instant.now());
      pass(Duration.ofMillis(20));
    }
  }

  private Set<String> stored() {
    return stack().database().context().fetch("SELECT inbound_id FROM message").stream()
        .map(row -> row.get(0, String.class))
        .collect(Collectors.toSet());
  }

  /** With a second for the difference between sending and the broker's time stamp. */
  private boolean isInAGap(Instant at) {
    return stack().database().context().fetch("SELECT from_time, to_time FROM gap").stream()
        .anyMatch(gap ->
            !instant(gap.get(0, LocalDateTime.class)).minusSeconds(1).isAfter(at)
                && !instant(gap.get(1, LocalDateTime.class)).plusSeconds(1).isBefore(at));
  }

  private static Instant instant(LocalDateTime utc) {
    return utc.toInstant(ZoneOffset.UTC);
  }
}
