package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.DeliveryCheck.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** F6, F7 and F14 on the publisher's side: it had no answer and sends again, under the same id. */
class RepeatedPublishTest extends FaultTest {
  private static final int MESSAGES = 30;

  @Test
  void f06_f07_f14_messages_repeated_past_the_brokers_memory_are_stored_once() throws Exception {
    // The broker forgets ids after 1.2 s: it takes the second copy as a new message.
    open(Kind.EMBEDDED, PERSISTED.withTimeScale(0.01)).worker(2);
    List<Sent> sent = publish();
    pass(Duration.ofMillis(1_500));
    publish();
    // It was stored after the copies.
    publisher().publish("chat-in:lobby", "{\"id\":\"last\",\"clientId\":\"ada\",\"data\":\"hi\"}");
    sent.add(new Sent("lobby", "ada", "last"));

    Delivery.assertComplete(stack(), ROOMS, sent);
    assertThat(countOf("SELECT COUNT(*) FROM message")).isEqualTo(MESSAGES + 1);
  }

  @Test
  void f06_f07_f14_copies_that_are_read_back_together_are_stored_once() throws Exception {
    open(Kind.EMBEDDED, PERSISTED.withTimeScale(0.01));
    List<Sent> sent = publish();
    pass(Duration.ofMillis(1_500));
    publish();

    stack().worker(2);

    Delivery.assertComplete(stack(), ROOMS, sent);
    assertThat(countOf("SELECT COUNT(*) FROM message")).isEqualTo(MESSAGES);
  }

  private List<Sent> publish() {
    List<Sent> sent = new ArrayList<>();
    for (int number = 1; number <= MESSAGES; number++) {
      String id = "m" + number;
      publisher()
          .publish(
              "chat-in:lobby",
              "{\"id\":\"%s\",\"clientId\":\"ada\",\"data\":\"hi\"}".formatted(id));
      sent.add(new Sent("lobby", "ada", id));
    }
    return sent;
  }
}
