package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack = Stacks.start();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @ParameterizedTest(name = "binary protocol: {0}")
  @ValueSource(booleans = {true, false})
  void shouldMaskStoreAndDeliverToEverybodyInTheRoom(boolean binary) {
    try (AppClient sender = AppClient.join(stack, binary, "lobby").read("lobby");
        AppClient reader = AppClient.join(stack, !binary, "lobby").read("lobby");
        StackRows rows = new StackRows(stack)) {
      String id = UUID.randomUUID().toString();

      AppClient.await(sender.send("lobby", id, "a POTATO and some cheese"));

      for (AppClient person : new AppClient[] {sender, reader}) {
        await()
            .atMost(LIMIT)
            .untilAsserted(() ->
                assertThat(person.received())
                    .anySatisfy(message -> {
                      assertThat(message.text()).isEqualTo("a ****** and some ******");
                      assertThat(message.clientId()).isEqualTo(sender.clientId);
                      assertThat(message.headers().get("verdict").getAsString())
                          .isEqualTo("masked");
                      assertThat(message.headers().get("room").getAsString()).isEqualTo("lobby");
                    }));
      }
      assertThat(rows.of("lobby"))
          .filteredOn(row -> row.inboundId().equals(id))
          .singleElement()
          .satisfies(row -> assertThat(row.text()).isEqualTo("a ****** and some ******"));
    }
  }

  @Test
  void shouldKeepTheShapeOfAnObject() {
    try (AppClient sender = AppClient.join(stack, true, "lobby").read("lobby")) {
      JsonObject data = new JsonObject();
      data.addProperty("text", "an object with a potato");

      AppClient.await(sender.send("lobby", UUID.randomUUID().toString(), data));

      await()
          .atMost(LIMIT)
          .until(() ->
              sender.received().stream()
                  .anyMatch(message -> message.text().equals("an object with a ******")));
    }
  }

  @Test
  void shouldKeepRoomsApart() {
    try (AppClient lobby = AppClient.join(stack, true, "lobby").read("lobby");
        AppClient random = AppClient.join(stack, true, "random").read("random")) {
      AppClient.await(random.send("random", UUID.randomUUID().toString(), "only for random"));

      await()
          .atMost(LIMIT)
          .until(() ->
              random.received().stream()
                  .anyMatch(message -> message.text().equals("only for random")));
      assertThat(lobby.received()).noneMatch(message -> message.text().equals("only for random"));
    }
  }

  @Test
  void shouldMakeTheTripThatTheCheckMakes() {
    RoundTrip.Outcome outcome = stack.roundTrip(LIMIT);

    assertThat(outcome.received()).isEqualTo("check: ******");
    assertThat(outcome.elapsed()).isPositive();
  }
}
