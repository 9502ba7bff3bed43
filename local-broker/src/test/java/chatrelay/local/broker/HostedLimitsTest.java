package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.channel.Limits;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Flags;
import chatrelay.local.broker.wire.FrameAction;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The limits of a hosted account, with Ably's codes and consequences. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostedLimitsTest {
  private LocalBroker broker;

  @BeforeAll
  void start() {
    // The clock stands still, so that a slow machine can't stay below a rate.
    Clock still = Clock.fixed(Instant.now(), ZoneOffset.UTC);
    broker = LocalBroker.start(BrokerOptions.defaults().withHostedLimits().withClock(still));
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void a_connection_that_publishes_too_fast_is_told_so_and_stays() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      assertThat(codes(raw, "rate-", 200)).contains(0, 42911).doesNotContain(42921);
      raw.send("{'action':0,'id':'still'}");
      raw.await(frame -> "still".equals(frame.string("id")));
    }
  }

  private static List<Integer> codes(RawClient raw, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      raw.send(
          "{'action':15,'channel':'%s','msgSerial':%d,'messages':[{'data':'x'}]}"
              .formatted(prefix + i % 10, i));
    }
    return IntStream.range(0, count)
        .mapToObj(i -> raw.answer())
        .map(answer -> answer.has("error") ? RawClient.code(answer) : 0)
        .toList();
  }

  @Test
  void twenty_times_too_fast_ends_the_connection() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.connected();
      String many =
          IntStream.range(0, 600).mapToObj(i -> "{'data':'x'}").collect(Collectors.joining(","));
      for (int i = 0; i < 2; i++) {
        raw.send("{'action':15,'channel':'burst','msgSerial':" + i + ",'messages':[" + many + "]}");
      }
      assertThat(RawClient.code(raw.await(FrameAction.DISCONNECTED))).isEqualTo(42921);
    }
  }

  @Test
  void a_channel_has_its_own_rate() {
    int refused = 0;
    for (int i = 0; i < 80; i++) {
      Http.Answer answer =
          Http.of(broker).post("channels/crowded/messages", "[{'data':'1'},{'data':'2'}]");
      refused += answer.status() == 201 ? 0 : answer.code() == 42913 ? 1 : 1_000;
    }
    assertThat(refused).isBetween(1, 80);
  }

  @Test
  void a_channel_takes_a_mebibyte_a_second() {
    String message = "{'data':'" + "x".repeat(60_000) + "'}";
    for (int i = 0; i < 17; i++) {
      assertThat(Http.of(broker).post("channels/heavy/messages", message).status()).isEqualTo(201);
    }
    Http.Answer refused = Http.of(broker).post("channels/heavy/messages", message);
    assertThat(refused.code()).isEqualTo(42914);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(Http.of(broker).post("channels/heavy/messages", "{'data':'x'}").status())
        .isEqualTo(201);
  }

  @Test
  void a_publish_is_limited_in_size_and_in_number() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      assertThat(RawClient.code(raw.publish("large", 0, "x".repeat(65_537)))).isEqualTo(40009);
      String many = IntStream.range(0, 1_001).mapToObj(i -> "{}").collect(Collectors.joining(","));
      assertThat(Http.of(broker).post("channels/large/messages", "[" + many + "]").code())
          .isEqualTo(40034);
    }
  }

  @Test
  void two_hundred_members_fit_a_channel() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.attach("full", "");
      String enter = "{'action':14,'channel':'full','msgSerial':%d,'presence':[%s]}";
      String members =
          IntStream.range(0, 200)
              .mapToObj(i -> "{'action':2,'clientId':'m" + i + "'}")
              .collect(Collectors.joining(","));
      raw.send(enter.formatted(0, members));
      assertThat(raw.answer().has("error")).isFalse();
      raw.send(enter.formatted(1, "{'action':2,'clientId':'one-more'}"));
      assertThat(RawClient.code(raw.answer())).isEqualTo(91003);
      raw.send(enter.formatted(2, "{'action':3,'clientId':'m0'}"));
      raw.answer();
      raw.send(enter.formatted(3, "{'action':2,'clientId':'one-more'}"));
      assertThat(raw.answer().has("error")).isFalse();
    }
  }

  @Test
  void members_hold_only_so_much_data_together() {
    Limits limits = Limits.local().withPresence(new Limits.Presence(10, 100));
    try (LocalBroker small = LocalBroker.start(BrokerOptions.defaults().withLimits(limits));
        RawClient raw = RawClient.withKey(small, "")) {
      raw.attach("p", "");
      assertThat(answerToEntering(raw, 0, "a", 60).has("error")).isFalse();
      assertThat(RawClient.code(answerToEntering(raw, 1, "b", 60))).isEqualTo(91006);
      assertThat(answerToEntering(raw, 2, "a", 100).has("error")).isFalse();
      assertThat(RawClient.code(answerToEntering(raw, 3, "b", 1))).isEqualTo(91006);
      raw.send(
          "{'action':14,'channel':'p','msgSerial':4,'presence':[{'action':3,'clientId':'a'}]}");
      assertThat(raw.answer().has("error")).isFalse();
      assertThat(answerToEntering(raw, 5, "b", 60).has("error")).isFalse();
    }
  }

  private static Fields answerToEntering(RawClient raw, int serial, String member, int size) {
    raw.send(
        "{'action':14,'channel':'p','msgSerial':%d,'presence':[{'action':2,'clientId':'%s','data':'%s'}]}"
            .formatted(serial, member, "x".repeat(size)));
    return raw.answer();
  }

  @Test
  void a_test_app_may_have_its_own_number_of_members() {
    Fields app =
        Http.anonymous(broker)
            .post("apps", "{'keys':[{}],'limits':{'presence':{'maxMembers':250}}}")
            .object();
    String key = Fields.of(app.list("keys").getFirst()).string("keyStr");
    try (RawClient raw = RawClient.open(broker, "v=4&key=" + key)) {
      raw.attach("p", "");
      String members =
          IntStream.range(0, 250)
              .mapToObj(i -> "{'action':2,'clientId':'m" + i + "'}")
              .collect(Collectors.joining(","));
      raw.send("{'action':14,'channel':'p','msgSerial':0,'presence':[" + members + "]}");
      assertThat(raw.answer().has("error")).isFalse();
      assertThat(RawClient.code(answerToEntering(raw, 1, "one-more", 0))).isEqualTo(91003);
    }
  }

  @Test
  void a_subscriber_of_more_than_fifty_messages_a_second_has_a_gap_and_nobody_else() {
    String forty =
        IntStream.range(0, 40).mapToObj(i -> "{'data':'x'}").collect(Collectors.joining(","));
    try (RawClient wide = RawClient.withKey(broker, "");
        RawClient narrow = RawClient.withKey(broker, "")) {
      assertThat(
              RawClient.inner(wide.connected(), "connectionDetails").number("maxOutboundRate", 0))
          .isEqualTo(50);
      wide.attach("out-a", "");
      wide.attach("out-b", "");
      narrow.attach("out-b", "");
      for (String channel : List.of("out-a", "out-b")) {
        Http.of(broker).post("channels/" + channel + "/messages", "[" + forty + "]");
      }
      assertThat(wide.await(FrameAction.MESSAGE).string("channel")).isEqualTo("out-a");
      assertThat(narrow.await(FrameAction.MESSAGE).list("messages")).hasSize(40);
      Fields gap = wide.next();
      assertThat(gap.number("action", -1)).isEqualTo(FrameAction.ATTACHED.code());
      assertThat(gap.string("channel")).isEqualTo("out-b");
      assertThat(RawClient.code(gap)).isEqualTo(80020);
      assertThat(gap.number("flags", 0) & Flags.RESUMED).isZero();
      Http.of(broker).post("channels/out-b/messages", "{'data':'after'}");
      assertThat(wide.await(FrameAction.MESSAGE).string("channel")).isEqualTo("out-b");
      assertThat(narrow.await(FrameAction.MESSAGE).list("messages")).hasSize(1);
    }
  }

  @Test
  void more_than_two_thousand_frames_a_second_end_the_connection() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.connected();
      for (int i = 0; i < 5_000; i++) {
        try {
          raw.send("{'action':0}");
        } catch (java.util.concurrent.CompletionException closedMeanwhile) {
          break;
        }
      }
      assertThat(RawClient.code(raw.await(FrameAction.DISCONNECTED))).isEqualTo(42924);
    }
  }

  @Test
  void a_page_of_history_has_a_thousand_items_at_most() {
    for (String limit : List.of("0", "1001", "-1", "x")) {
      assertThat(Http.of(broker).get("channels/c/messages?limit=" + limit).code()).isEqualTo(40003);
    }
    assertThat(Http.of(broker).get("channels/c/messages?start=2&end=1").code()).isEqualTo(40003);
    assertThat(Http.of(broker).get("channels/c/messages?direction=up").code()).isEqualTo(40003);
  }

  @Test
  void a_rewind_of_more_than_a_hundred_is_cut_and_says_so() {
    try (LocalBroker free = LocalBroker.start(BrokerOptions.defaults());
        RawClient raw = RawClient.withKey(free, "")) {
      for (int i = 0; i < 120; i++) {
        raw.publish("long", i, String.valueOf(i));
      }
      Fields attached = raw.attach("long", "'params':{'rewind':'110'}");
      assertThat(RawClient.code(attached)).isEqualTo(90004);
      assertThat(raw.drain()).hasSize(100);
      raw.send("{'action':12,'channel':'long'}").await(FrameAction.DETACHED);
      assertThat(raw.attach("long", "'params':{'rewind':'2m','rewindLimit':'7'}").has("error"))
          .isFalse();
      assertThat(raw.drain()).hasSize(7);
    }
  }
}
