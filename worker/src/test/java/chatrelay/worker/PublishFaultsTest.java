package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.DeliveryCheck.Sent;
import chatrelay.worker.settings.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F5 to F13, F20 and F33: between the table and the outbound channel. */
class PublishFaultsTest extends FaultTest {
  @Test
  void f05_f08_publishes_whose_answer_is_lost_reach_readers_once() throws Exception {
    open(Kind.EMBEDDED).worker(2);
    Load load = load(200);
    faults().add(onPublish(new Effect.Abort(true)).withProbability(0.3).times(30));

    load.awaitMore(400);
    awaitStrikes(10);

    assertComplete();
  }

  @Test
  void f05_a_crash_after_the_publish_and_a_restart_within_the_window_doubles_nothing()
      throws Exception {
    open(Kind.EMBEDDED);
    Worker first = stack().worker(2);
    Load load = load(100);
    load.awaitMore(50);
    faults().add(onPublish(new Effect.Abort(true)));
    awaitStrikes(4);
    first.abandon();
    faults().clear();

    stack().launch();
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void f05_a_crash_after_the_publish_and_a_restart_past_the_window_doubles_nothing()
      throws Exception {
    // The broker forgets ids after 1.2 s; the worker looks into history after 1 s.
    open(Kind.EMBEDDED, PERSISTED.withTimeScale(0.01)).tuned(TestStack.scaled(0.01, seconds(3)));
    Worker first = stack().worker(2);
    Load load = load(100);
    load.awaitMore(50);
    faults().add(onPublish(new Effect.Abort(true)));
    awaitStrikes(2);
    List<Sent> sent = load.stop();
    first.abandon();
    pass(seconds(2));
    faults().clear();

    stack().launch();

    Delivery.assertComplete(stack(), ROOMS, sent);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void f06_f07_answers_lost_together_with_the_links_leave_one_copy(boolean resumes)
      throws Exception {
    open(Kind.EMBEDDED).worker(2);
    if (!resumes) {
      faults()
          .add(
              FaultRule.at(Point.RESUME)
                  .then(new Effect.Refuse(new ErrorInfo(80008, 400, "gone"))));
    }
    Load load = load(200);
    for (int round = 1; round <= 5; round++) {
      load.awaitMore(30);
      int before = faults().events().size();
      faults().add(onPublish(new Effect.Abort(true)).times(2));
      awaitStrikes(before + 1);
      faults().dropAll();
    }
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void f10_publishes_cut_off_before_they_are_taken_leave_no_row_stuck() throws Exception {
    open(Kind.EMBEDDED).worker(2);
    Load load = load(200);
    faults().add(onPublish(new Effect.Abort(false)).withProbability(0.5).times(20));
    for (int round = 0; round < 3; round++) {
      load.awaitMore(30);
      faults().dropAll();
    }
    awaitStrikes(20);
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void f09_publishes_that_are_never_answered_are_sent_again() throws Exception {
    open(Kind.EMBEDDED).worker(2);
    Load load = load(100);
    faults().add(onPublish(new Effect.Hang()).after(5).times(2));
    awaitStrikes(2);

    load.awaitMore(100);

    assertComplete();
  }

  @Test
  void f09_publishes_that_hang_past_the_repeat_window_are_looked_up_before_they_are_repeated()
      throws Exception {
    open(Kind.EMBEDDED, PERSISTED.withTimeScale(0.01)).tuned(TestStack.scaled(0.01, seconds(3)));
    stack().worker(2);
    Load load = load(50);
    // Taken, not answered, and then the broker is away for longer than it remembers ids.
    faults().add(onPublish(new Effect.Abort(true)).times(2));
    faults().add(onPublish(new Effect.Status(503)).times(20));
    awaitStrikes(8);

    load.awaitMore(50);

    assertComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {40009, 40010, 40012, 40013, 40016, 40030, 40031, 40034, 40006, 42210, 42213})
  void f11_a_message_refused_for_good_becomes_a_dead_letter_and_the_room_goes_on(int code)
      throws Exception {
    open(Kind.EMBEDDED).worker(2);
    faults().add(onPublish(new Effect.Refuse(new ErrorInfo(code, 400, "refused"))).times(1));
    publish("bad");
    awaitStrikes(1);
    publish("good");

    TestStack.soon().until(() -> states().equals(List.of("dead", "published")));

    List<Sent> sent = List.of(new Sent("lobby", "ada", "bad"), new Sent("lobby", "ada", "good"));
    Delivery.assertComplete(stack(), ROOMS, sent);
    assertThat(
            stack()
                .database()
                .context()
                .fetchSingle("SELECT code FROM dead_letter")
                .get(0, Integer.class))
        .isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void f11_what_was_taken_before_it_was_refused_is_published_and_no_dead_letter(int messages)
      throws Exception {
    open(Kind.EMBEDDED);
    List<Sent> sent = new ArrayList<>();
    for (int number = 1; number <= messages; number++) {
      publish("m" + number);
      sent.add(new Sent("lobby", "ada", "m" + number));
    }
    ErrorInfo refusal = new ErrorInfo(40013, 400, "refused");
    faults().add(onPublish(new Effect.Abort(true)).times(1));
    faults().add(onPublish(new Effect.Refuse(refusal)).times(1));

    stack().launch();

    TestStack.soon().until(() -> states().size() == messages && !states().contains("pending"));
    assertThat(states()).containsOnly("published");
    Delivery.assertComplete(stack(), ROOMS, sent);
  }

  @Test
  void f11_a_group_that_is_refused_as_a_whole_goes_out_one_by_one() throws Exception {
    open(Kind.EMBEDDED);
    for (int number = 1; number <= 20; number++) {
      publish("m" + number);
    }
    faults().add(onPublish(new Effect.Refuse(new ErrorInfo(40013, 400, "refused"))).times(1));

    stack().launch();

    TestStack.soon().until(() -> states().size() == 20 && !states().contains("pending"));
    assertThat(states()).containsOnly("published");
    assertThat(Delivery.problems(stack(), ROOMS, List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {40160, 40101, 40300, 40330, 40112})
  void f12_a_refusal_of_key_or_account_pauses_publishing_and_loses_nothing(int code)
      throws Exception {
    open(Kind.EMBEDDED);
    Worker worker = stack().worker(2);
    faults().add(onPublish(new Effect.Refuse(new ErrorInfo(code, 401, "no right"))));
    Load load = load(50);
    load.awaitMore(30);
    awaitStrikes(2);
    TestStack.soon().until(() -> !worker.health().report().ready());

    faults().clear();
    load.awaitMore(30);

    assertComplete();
    assertThat(states()).doesNotContain("dead");
    TestStack.soon().until(() -> worker.health().report().ready());
  }

  @Test
  void f12_a_refusal_ends_with_the_room_that_another_worker_took_over() throws Exception {
    open(Kind.EMBEDDED);
    Worker worker = stack().worker(2);
    faults().add(onPublish(new Effect.Refuse(new ErrorInfo(40160, 401, "no right"))));
    publish("m1");
    TestStack.soon().until(() -> !isUp(worker, "broker"));

    stack()
        .server()
        .execute(
            "UPDATE worker_lease SET epoch = epoch + 1, owner = 'another', until_at ="
                + " UTC_TIMESTAMP(3) + INTERVAL 300 SECOND");

    TestStack.soon().until(() -> worker.rooms() == 0 && isUp(worker, "broker"));
  }

  private static boolean isUp(Worker worker, String check) {
    return Objects.requireNonNull(worker.health().report().checks().get(check)).up();
  }

  @Test
  void f13_passing_refusals_and_outages_delay_and_change_nothing_else() throws Exception {
    open(Kind.EMBEDDED).worker(2);
    Load load = load(100);
    for (int code : new int[] {42911, 42913, 50003, 80003, 90001, 90007, 90021}) {
      faults()
          .add(
              onPublish(new Effect.Refuse(new ErrorInfo(code, code / 100, "later")))
                  .withProbability(0.1)
                  .times(5));
    }
    faults().add(onPublish(new Effect.Status(503)).withProbability(0.1).times(5));
    awaitStrikes(15);
    load.awaitMore(100);

    assertComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 411, 413, 422})
  void f13_an_error_of_a_proxy_delays_and_makes_no_dead_letter(int status) throws Exception {
    open(Kind.EMBEDDED).worker(2);
    Load load = load(100);
    faults().add(onPublish(new Effect.Status(status)).withProbability(0.5).times(6));
    awaitStrikes(6);
    load.awaitMore(50);

    assertComplete();
    assertThat(states()).doesNotContain("dead");
  }

  @Test
  void f20_a_backlog_of_an_outage_goes_out_in_order() throws Exception {
    open(Kind.EMBEDDED).worker(2);
    faults().add(onPublish(new Effect.Status(503)));
    Load load = load(400);
    load.awaitMore(1_200);

    faults().clear();

    assertComplete();
  }

  @Test
  void f33_a_room_is_published_at_the_rate_it_is_allowed() throws Exception {
    open(Kind.EMBEDDED, PERSISTED);
    stack().tuned(stack().tuning().with(Bound.PUBLISH_RATE, 40));
    for (int number = 1; number <= 160; number++) {
      publish("m" + number);
    }
    long start = System.nanoTime();
    stack().launch();

    TestStack.soon().until(() -> states().size() == 160 && !states().contains("pending"));

    // 40 at once, then 40 a second.
    assertThat(System.nanoTime() - start).isGreaterThan(seconds(2).toNanos());
    assertThat(Delivery.problems(stack(), ROOMS, List.of())).isEmpty();
  }

  @Test
  void a_row_put_back_in_a_quiet_room_is_published_while_another_room_is_busy() throws Exception {
    open(Kind.EMBEDDED).room("quiet");
    stack().worker(3);
    publisher().publish("chat-in:quiet", "{\"id\":\"q\",\"clientId\":\"ada\",\"data\":\"hi\"}");
    TestStack.soon().until(() -> states().equals(List.of("published")));
    Load load = load(400);
    load.awaitMore(100);
    stack().database().context().execute("UPDATE message SET state = 'pending' WHERE id = 1");
    stack()
        .database()
        .context()
        .execute(
            "INSERT INTO outbox (message_id, room_id, seq, base_id, batch_index, batch_size,"
                + " created_at) SELECT id, room_id, seq, 'again-quiet-1', 0, 1, UTC_TIMESTAMP(3)"
                + " FROM message WHERE id = 1");

    TestStack.soon().atMost(seconds(8)).until(() -> states().getFirst().equals("published"));
  }

  private void publish(String id) {
    publisher()
        .publish(
            "chat-in:lobby", "{\"id\":\"%s\",\"clientId\":\"ada\",\"data\":\"hi\"}".formatted(id));
  }

  private List<String> states() {
    return stack()
        .database()
        .context()
        .fetch("SELECT state FROM message ORDER BY id")
        .map(row -> row.get(0, String.class));
  }
}
