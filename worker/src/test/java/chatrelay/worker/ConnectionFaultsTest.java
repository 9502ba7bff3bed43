package chatrelay.worker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.worker.DeliveryCheck.Sent;
import chatrelay.worker.settings.Bound;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** F14 to F18, F21, F27, F31, F34 and F35: between the inbound channel and the lane. */
class ConnectionFaultsTest extends FaultTest {
  private static final ErrorInfo EXPIRED = new ErrorInfo(90003, 400, "position expired");

  @BeforeEach
  void start() {
    open(Kind.EMBEDDED);
  }

  @Test
  void f06_f14_links_that_break_and_replay_what_was_delivered_double_nothing() throws Exception {
    stack().worker(2);
    faults().add(FaultRule.at(Point.ATTACH).then(new Effect.Overlap(30)));
    Load load = load(200);
    for (int drop = 0; drop < 5; drop++) {
      load.awaitMore(40);
      strike(() -> faults().dropAll());
    }

    assertComplete();
  }

  @Test
  void f07_f16_a_refused_resume_is_made_up_for_by_history() throws Exception {
    stack().worker(2);
    faults()
        .add(FaultRule.at(Point.RESUME).then(new Effect.Refuse(new ErrorInfo(80008, 400, "gone"))));
    Load load = load(200);
    for (int drop = 0; drop < 4; drop++) {
      load.awaitMore(50);
      strike(() -> faults().dropAll());
    }

    assertComplete();
  }

  @Test
  void f15_messages_that_arrive_during_catch_up_follow_what_it_brings() throws Exception {
    stack().worker(2);
    ChatClient client = stack().client("ada");
    faults().add(FaultRule.at(Point.ATTACH).then(new Effect.LoseContinuity(EXPIRED)));
    faults()
        .add(
            FaultRule.at(Point.REQUEST)
                .path("chat-in:lobby")
                .then(new Effect.Delay(Duration.ofMillis(400))));
    for (int number = 1; number <= 300; number++) {
      client.send("lobby", "m" + number);
      if (number % 60 == 0) {
        client.awaitAcknowledgements();
        strike(() -> faults().detach("chat-in:lobby", EXPIRED));
      }
    }
    client.awaitAcknowledgements();

    List<Sent> sent =
        client.acknowledged("lobby").stream().map(id -> new Sent("lobby", "ada", id)).toList();
    assertThat(sent).hasSize(300);
    Delivery.assertComplete(stack(), ROOMS, sent);
  }

  @Test
  void f16_frames_lost_by_the_broker_come_back_once_it_says_so() throws Exception {
    stack().worker(2);
    Load load = load(200);
    load.awaitMore(50);
    faults()
        .add(
            FaultRule.at(Point.SEND)
                .action(FrameAction.MESSAGE)
                .channel("chat-in:lobby")
                .times(30)
                .then(new Effect.Suppress()));
    awaitStrikes(30);
    faults().add(FaultRule.at(Point.ATTACH).then(new Effect.LoseContinuity(EXPIRED)));
    strike(() -> faults().detach("chat-in:lobby", new ErrorInfo(80020, 400, "rate exceeded")));
    load.awaitMore(50);

    // What follows lost frames is stored before anybody can know of them, so their order is open.
    assertCompleteInAnyOrder();
  }

  @Test
  void f18_a_full_memory_drops_live_copies_and_reads_them_back_in_order() throws Exception {
    stack().tuned(stack().tuning().with(Bound.QUEUE_MESSAGES, 100).with(Bound.BATCH, 20));
    stack().worker(2);
    Load load = load(300);
    load.awaitMore(50);
    try (var freezing = stack().server().connect();
        var statement = freezing.createStatement()) {
      statement.execute("FLUSH TABLES WITH READ LOCK");
      load.awaitMore(900);
      statement.execute("UNLOCK TABLES");
    }
    load.awaitMore(100);

    assertComplete();
    assertThat(gaps()).isZero();
  }

  @Test
  void f21_messages_that_left_history_while_the_worker_was_away_are_told_as_a_gap()
      throws Exception {
    Worker first = stack().worker(2);
    List<Sent> sent = send("before", 10);
    TestStack.soon().until(() -> stored() == 10);
    first.close();
    send("lost", 10);
    faults().evictHistory("chat-in:lobby", Duration.ZERO);
    List<Sent> after = new ArrayList<>(sent);
    after.addAll(send("after", 10));

    stack().worker(2);

    Delivery.assertComplete(stack(), ROOMS, after);
    assertThat(gaps()).isEqualTo(1);
  }

  @Test
  void f21_messages_that_left_history_while_the_link_was_down_are_told_as_a_gap() throws Exception {
    stack().worker(2);
    List<Sent> sent = new ArrayList<>(send("before", 10));
    TestStack.soon().until(() -> stored() == 10);
    faults().add(FaultRule.at(Point.CONNECT).then(new Effect.Status(503)));
    faults()
        .add(
            FaultRule.at(Point.HISTORY)
                .then(new Effect.Refuse(new ErrorInfo(50003, 500, "later"))));
    faults()
        .add(FaultRule.at(Point.RESUME).then(new Effect.Refuse(new ErrorInfo(80008, 400, "gone"))));
    strike(() -> faults().dropAll());
    send("lost", 10);
    faults().evictHistory("chat-in:lobby", Duration.ZERO);
    sent.addAll(send("after", 10));
    faults().clear();

    Delivery.assertComplete(stack(), ROOMS, sent);
    TestStack.soon().until(() -> gaps() == 1);
  }

  @Test
  void f16_history_that_fails_and_lags_is_asked_until_it_tells_all() throws Exception {
    Load load = load(100);
    load.awaitMore(100);
    faults()
        .add(
            FaultRule.at(Point.HISTORY)
                .times(4)
                .then(new Effect.Refuse(new ErrorInfo(50000, 500, "internal"))));
    faults()
        .add(FaultRule.at(Point.HISTORY).times(6).then(new Effect.Delay(Duration.ofMillis(50))));
    stack().launch();
    // Four that fail and one that lags for each room: load met the history that was read.
    awaitStrikes(6);
    load.awaitMore(50);

    assertComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {-600, 600})
  void f27_a_worker_with_a_wrong_clock_loses_nothing(int seconds) throws Exception {
    stack().launch(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds)));
    Load load = load(100);
    load.awaitMore(100);
    faults().add(FaultRule.at(Point.ATTACH).then(new Effect.LoseContinuity(EXPIRED)));
    strike(() -> faults().dropAll());
    load.awaitMore(100);

    assertComplete();
    assertThat(gaps()).isZero();
  }

  @Test
  void f31_a_token_that_lapses_is_renewed_without_a_loss() throws Exception {
    stack().worker(2);
    Load load = load(200);
    for (int round = 0; round < 3; round++) {
      load.awaitMore(50);
      strike(() -> faults().now(subject -> true, new Effect.Expire()));
    }
    strike(() -> faults().now(subject -> true, new Effect.Prompt()));
    load.awaitMore(50);

    assertComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {80000, 40000, 40101, 50000})
  void f34_a_connection_that_failed_for_good_is_replaced(int code) throws Exception {
    stack().worker(2);
    Load load = load(100);
    load.awaitMore(50);
    strike(() ->
        faults()
            .now(
                subject -> true,
                new Effect.Refuse(new ErrorInfo(code, code == 50000 ? 500 : 400, ""))));
    load.awaitMore(100);

    assertComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {40160, 90001})
  void f35_a_channel_that_failed_is_attached_again(int code) throws Exception {
    stack().worker(2);
    Load load = load(100);
    load.awaitMore(50);
    strike(() ->
        faults().fail("chat-in:lobby", new ErrorInfo(code, code == 40160 ? 401 : 400, "failed")));
    load.awaitMore(100);

    assertComplete();
  }

  @Test
  void f35_a_channel_that_the_broker_detaches_again_and_again_loses_nothing() throws Exception {
    stack().worker(2);
    Load load = load(200);
    for (int round = 0; round < 6; round++) {
      load.awaitMore(20);
      strike(() -> faults().detach("chat-in:garden", new ErrorInfo(90000, 500, "detached")));
    }

    assertComplete();
  }

  @Test
  void a_link_that_drops_right_after_connected_recovers() throws Exception {
    stack().worker(2);
    Load load = load(100);
    faults()
        .add(
            FaultRule.at(Point.SEND)
                .action(FrameAction.CONNECTED)
                .times(8)
                .then(new Effect.Abort(false)));
    strike(() -> faults().dropAll());
    awaitStrikes(8);
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void a_link_that_falls_silent_is_found_out_and_replaced() throws Exception {
    stack().worker(2);
    Load load = load(100);
    load.awaitMore(50);
    strike(() -> faults().now(subject -> true, new Effect.Silence()));
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void a_link_that_is_closed_without_a_word_is_found_out_and_replaced() throws Exception {
    stack().worker(2);
    Load load = load(100);
    load.awaitMore(50);
    strike(() -> faults().now(subject -> true, new Effect.CloseOnly()));
    load.awaitMore(50);

    assertComplete();
  }

  @Test
  void a_broker_that_refuses_connections_for_a_while_loses_nothing() throws Exception {
    stack().worker(2);
    Load load = load(100);
    faults().add(FaultRule.at(Point.CONNECT).then(new Effect.Status(503)));
    strike(() -> faults().dropAll());
    awaitStrikes(4);
    load.awaitMore(200);
    faults().clear();
    load.awaitMore(50);

    assertComplete();
  }

  private List<Sent> send(String prefix, int count) {
    List<Sent> sent = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      String id = prefix + "-" + number;
      publisher()
          .publish(
              "chat-in:lobby",
              "{\"id\":\"%s\",\"clientId\":\"ada\",\"data\":\"hi\"}".formatted(id));
      sent.add(new Sent("lobby", "ada", id));
    }
    return sent;
  }

  private int stored() {
    return stack()
        .database()
        .context()
        .fetchSingle("SELECT COUNT(*) FROM message WHERE state = 'published'")
        .get(0, Integer.class);
  }
}
