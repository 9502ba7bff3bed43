package chatrelay.worker.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.moderation.Verdict;
import chatrelay.runtime.Secret;
import chatrelay.schema.RoomSettings;
import chatrelay.schema.settings.AblySettings;
import chatrelay.worker.broker.AblyClients;
import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.broker.RestClient;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import com.google.gson.JsonElement;
import io.ably.lib.types.AblyException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedbackTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String WORKER = "local.worker:secret";
  private static final int AUTHORS = 40;

  @Test
  void should_send_the_notes_of_many_authors_in_few_requests() throws Exception {
    try (LocalBroker broker = broker("{\"*\":[\"*\"]}");
        RestClient rest = rest(broker);
        Feedback feedback = new Feedback(rest, client -> "chat-user:" + client)) {
      feedback.start();
      // Slow, so that notes gather meanwhile.
      broker
          .faults()
          .add(FaultRule.at(Point.REQUEST).then(new Effect.Delay(Duration.ofMillis(300))));
      for (int author = 0; author < AUTHORS; author++) {
        feedback.tell(message("author-" + author, "a", Verdict.ACCEPTED));
        feedback.tell(message("author-" + author, "b", Verdict.REJECTED));
      }
      Awaitility.await()
          .atMost(SOON)
          .until(() -> notes(rest, "author-" + (AUTHORS - 1)).size() == 2);
      int requests = broker.faults().events().size();
      broker.faults().clear();

      assertThat(requests).isLessThan(AUTHORS / 2);
      assertThat(notes(rest, "author-0"))
          .containsExactly(
              "accepted {\"id\":\"a\",\"room\":\"lobby\",\"verdict\":\"accepted\"}",
              "rejected {\"id\":\"b\",\"room\":\"lobby\",\"verdict\":\"rejected\"}");
      assertThat(feedback.dropped()).isZero();
    }
  }

  @Test
  void should_count_the_notes_that_one_channel_refuses_and_deliver_the_others() throws Exception {
    try (LocalBroker broker = broker("{\"chat-user:ada\":[\"*\"]}");
        RestClient rest = rest(broker);
        Feedback feedback = new Feedback(rest, client -> "chat-user:" + client)) {
      feedback.start();
      feedback.tell(message("ada", "a", Verdict.ACCEPTED));
      feedback.tell(message("bob", "b", Verdict.ACCEPTED));
      feedback.tell(message("bob", "c", Verdict.ACCEPTED));

      Awaitility.await().atMost(SOON).until(() -> feedback.dropped() == 2);
      assertThat(notes(rest, "ada")).hasSize(1);
    }
  }

  private static LocalBroker broker(String capability) {
    return LocalBroker.start(BrokerOptions.defaults().withKeys().withKey(WORKER, capability));
  }

  private static RestClient rest(LocalBroker broker) throws AblyException {
    AblySettings settings =
        new AblySettings("local.worker", Secret.of("secret"), broker.host(), broker.port(), false);
    return new RestClient(
        new AblyClients(() -> settings, Duration.ofSeconds(10), Duration.ofSeconds(1)));
  }

  private static List<String> notes(RestClient rest, String author) throws AblyException {
    return new ChannelHistory(rest.get())
            .read("chat-user:" + author, Instant.EPOCH, ChannelHistory.Direction.FORWARDS, 100)
            .messages()
            .stream()
            .map(FeedbackTest::text)
            .toList();
  }

  private static String text(ReceivedMessage note) {
    return note.name() + " " + Objects.requireNonNull((JsonElement) note.data());
  }

  private static ModeratedMessage message(String author, String id, Verdict verdict) {
    Instant now = Instant.now();
    RoomRoute room =
        new RoomRoute(1, "lobby", 0, "chat-in:lobby", "chat-out:lobby", RoomSettings.DEFAULT, now);
    Content content = new Content.Text("hello", null, Content.Shape.STRING, null);
    return new ModeratedMessage(
        new InboundMessage(room, id, author, "message", content, now, now, null, 0),
        verdict,
        verdict == Verdict.REJECTED ? null : "hello",
        null,
        author,
        null,
        List.of(),
        null);
  }
}
