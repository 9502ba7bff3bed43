package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.fault.Effect;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.DeliveryCheck.Sent;
import chatrelay.worker.settings.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F27: the broker's clock, or that of one of its sites, is wrong for a while. */
class ClockFaultsTest extends FaultTest {
  /** Messages of one page of history. */
  private static final int PAGE = 250;

  private static final String AHEAD =
      "SELECT COUNT(*) FROM checkpoint WHERE message_time > UTC_TIMESTAMP(3) + INTERVAL 1 MINUTE";

  @ParameterizedTest
  @ValueSource(ints = {3_600, -3_600})
  void f27_messages_with_stamps_of_a_wrong_clock_are_stored_once_and_in_order(int skew)
      throws Exception {
    open(Kind.EMBEDDED);
    Worker first = stack().worker(2);
    List<Sent> sent = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      send(sent, 20);
      faults().skewClock(seconds(skew));
      send(sent, 20);
      faults().skewClock(Duration.ZERO);
    }
    awaitStored(sent.size());
    first.abandon();
    send(sent, 20);
    stack().worker(2);
    send(sent, 20);

    Delivery.assertComplete(stack(), ROOMS, sent);
    assertThat(gaps()).isZero();
    assertThat(countOf("SELECT COUNT(*) FROM message WHERE sent_at > received_at")).isZero();
    assertThat(countOf(AHEAD)).isZero();
  }

  @Test
  void f27_a_wrong_stamp_in_a_backlog_hides_nothing_from_the_worker_that_goes_on_with_it()
      throws Exception {
    open(Kind.EMBEDDED);
    stack().tuned(stack().tuning().with(Timing.HISTORY_RETENTION, Duration.ofHours(24)));
    stack().server().execute("UPDATE room SET created_at = created_at - INTERVAL 4 HOUR");
    List<Sent> sent = new ArrayList<>();
    faults().skewClock(Duration.ofHours(-3));
    send(sent, PAGE - 1);
    // The last message that the first worker stores is stamped an hour late.
    faults().skewClock(Duration.ofHours(-2));
    send(sent, 1);
    faults().skewClock(Duration.ofHours(-3).plusMinutes(10));
    send(sent, 100);
    faults().skewClock(Duration.ZERO);
    refuseFrom(PAGE);
    Worker first = stack().launch();
    awaitStored(PAGE);
    first.abandon();
    stack().server().execute("DROP TRIGGER refuse");

    stack().worker(2);

    Delivery.assertComplete(stack(), ROOMS, sent);
  }

  @ParameterizedTest
  @ValueSource(ints = {3_600, -3_600})
  void f27_what_was_published_under_a_wrong_clock_is_found_before_it_is_published_again(int skew)
      throws Exception {
    // The broker forgets ids after 2.4 s and keeps history for 86 minutes.
    open(Kind.EMBEDDED, PERSISTED.withTimeScale(0.02)).tuned(TestStack.scaled(0.02, seconds(3)));
    stack().tuned(stack().tuning().with(Timing.HISTORY_RETENTION, Duration.ofHours(24)));
    Worker first = stack().worker(2);
    List<Sent> sent = new ArrayList<>();
    faults().skewClock(seconds(skew));
    faults().add(onPublish(new Effect.Abort(true)));
    send(sent, 1);
    awaitStrikes(1);
    first.abandon();
    faults().clear();
    faults().skewClock(Duration.ZERO);
    pass(seconds(3));

    stack().launch();

    Delivery.assertComplete(stack(), ROOMS, sent);
  }

  @Test
  void f27_a_broker_whose_clock_is_ahead_moves_no_checkpoint_past_the_databases_time()
      throws Exception {
    open(Kind.EMBEDDED);
    faults().skewClock(Duration.ofHours(1));
    stack().worker(2);
    // One room gets messages, the other is idle: its position moves on by pings.
    List<Sent> sent = new ArrayList<>();
    send(sent, 20);
    TestStack.soon().until(() -> countOf("SELECT COUNT(*) FROM checkpoint") == 2);

    Delivery.assertComplete(stack(), ROOMS, sent);
    assertThat(countOf(AHEAD)).isZero();
  }

  @Test
  void f27_a_checkpoint_that_lies_ahead_hides_nothing_that_was_sent_meanwhile() throws Exception {
    open(Kind.EMBEDDED).tuned(TestStack.scaled(0.01, seconds(3)));
    Worker first = stack().worker(2);
    List<Sent> sent = new ArrayList<>();
    send(sent, 20);
    awaitStored(sent.size());
    stack().awaitEmptyOutbox();
    first.close();
    // As a broker whose clock was an hour ahead leaves it with idle rooms.
    stack().server().execute("UPDATE checkpoint SET message_time = message_time + INTERVAL 1 HOUR");
    send(sent, 20);
    // Longer than catch-up reads back before a position.
    pass(seconds(3));

    stack().worker(2);

    Delivery.assertComplete(stack(), ROOMS, sent);
    assertThat(countOf(AHEAD)).isZero();
  }

  /** The disk seems full to what comes after the first {@code count} messages. */
  private void refuseFrom(int count) {
    stack()
        .server()
        .execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON message FOR EACH ROW BEGIN IF"
                + " CAST(SUBSTRING(NEW.inbound_id, 2) AS UNSIGNED) >= "
                + count
                + " THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'refused';"
                + " END IF; END");
  }

  private void awaitStored(int count) {
    TestStack.soon().until(() -> countOf("SELECT COUNT(*) FROM message") >= count);
  }

  private void send(List<Sent> sent, int count) {
    for (int number = 0; number < count; number++) {
      String id = "m" + sent.size();
      publisher()
          .publish(
              "chat-in:lobby",
              "{\"id\":\"%s\",\"clientId\":\"ada\",\"data\":\"hi\"}".formatted(id));
      sent.add(new Sent("lobby", "ada", id));
    }
  }
}
