package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.worker.DeliveryCheck.Delivered;
import chatrelay.worker.DeliveryCheck.Row;
import chatrelay.worker.DeliveryCheck.Sent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle itself: each planted fault is found, and nothing else. */
class DeliveryCheckTest {
  private final List<Sent> sent = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Delivered> delivered = new ArrayList<>();

  @BeforeEach
  void deliver_ten_messages_of_two_publishers_in_two_rooms() {
    for (int number = 1; number <= 10; number++) {
      String room = number % 2 == 0 ? "lobby" : "garden";
      String publisher = number % 3 == 0 ? "bob" : "ada";
      long seq = (number + 1L) / 2;
      sent.add(new Sent(room, publisher, "m" + number));
      rows.add(row(room, 100 + number, seq, publisher, "m" + number, "published"));
      delivered.add(new Delivered(room, seq, 100 + number));
    }
  }

  @Test
  void should_find_nothing_wrong_with_a_whole_delivery() {
    rows.add(row("lobby", 200, null, "ada", "bad", "rejected"));
    sent.add(new Sent("lobby", "ada", "bad"));

    assertThat(problems()).isEmpty();
  }

  @Test
  void should_find_a_lost_message() {
    rows.removeLast();
    delivered.removeLast();

    assertThat(problems()).containsExactly("lost: Sent[room=lobby, publisher=ada, id=m10]");
  }

  @Test
  void should_find_a_message_that_was_stored_twice() {
    rows.add(row("lobby", 300, 6L, "ada", "m10", "published"));
    delivered.add(new Delivered("lobby", 6, 300));

    assertThat(problems())
        .containsExactly("stored 2 times: Sent[room=lobby, publisher=ada, id=m10]");
  }

  @Test
  void should_find_a_hole_in_the_numbers_of_a_room() {
    rows.set(9, row("lobby", 110, 6L, "ada", "m10", "published"));
    delivered.set(9, new Delivered("lobby", 6, 110));

    assertThat(problems()).containsExactly("seq 5 of lobby is missing or doubled");
  }

  @Test
  void should_find_a_number_given_twice() {
    rows.set(9, row("lobby", 110, 4L, "ada", "m10", "published"));
    delivered.set(9, new Delivered("lobby", 4, 110));

    assertThat(problems()).containsExactly("seq 5 of lobby is missing or doubled");
  }

  @Test
  void should_find_two_messages_of_a_publisher_that_were_swapped() {
    Collections.swap(sent, 7, 9);

    assertThat(problems())
        .containsExactly(
            "stored before what was sent before it: Sent[room=lobby, publisher=ada, id=m8]");
  }

  @Test
  void should_find_a_message_without_an_end_state() {
    rows.set(9, row("lobby", 110, 5L, "ada", "m10", "pending"));

    assertThat(problems()).hasSize(2).first().asString().startsWith("no end state: Row");
    assertThat(problems().getLast()).startsWith("delivered although it is pending");
  }

  @Test
  void should_find_a_published_message_that_is_left_in_the_outbox() {
    rows.set(9, new Row("lobby", 110, 5L, "ada", "m10", "published", true, false));

    assertThat(problems()).hasSize(1).first().asString().startsWith("no end state: Row");
  }

  @Test
  void should_find_a_dead_message_without_a_letter() {
    rows.set(9, row("lobby", 110, 5L, "ada", "m10", "dead"));
    delivered.removeLast();

    assertThat(problems()).hasSize(1).first().asString().startsWith("no end state: Row");
  }

  @Test
  void should_find_a_published_message_that_nobody_got() {
    delivered.removeLast();

    assertThat(problems())
        .containsExactly("published but not delivered: Delivered[room=lobby, seq=5, rowId=110]");
  }

  @Test
  void should_find_a_message_that_was_delivered_twice() {
    delivered.add(delivered.getLast());

    assertThat(problems())
        .containsExactly("delivered twice: Delivered[room=lobby, seq=5, rowId=110]");
  }

  @Test
  void should_find_a_delivery_out_of_order() {
    Collections.swap(delivered, 7, 9);

    assertThat(problems())
        .containsExactly(
            "delivered after what comes after it: Delivered[room=lobby, seq=4, rowId=108]");
  }

  @Test
  void should_find_a_delivery_of_what_was_never_stored() {
    delivered.add(new Delivered("lobby", 6, 999));

    assertThat(problems())
        .containsExactly("delivered but not stored: Delivered[room=lobby, seq=6, rowId=999]");
  }

  private List<String> problems() {
    return DeliveryCheck.problems(sent, rows, delivered);
  }

  private static Row row(
      String room, long id, @Nullable Long seq, String publisher, String inboundId, String state) {
    return new Row(room, id, seq, publisher, inboundId, state, false, false);
  }
}
