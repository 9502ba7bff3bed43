package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.SdkClients.Outcome;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.realtime.ChannelState;
import io.ably.lib.realtime.ConnectionState;
import io.ably.lib.rest.ChannelBase;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.Message;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault switch, seen from a client. */
final class FaultsTest {
  private static final String HELLO =
      "{'action':15,'channel':'c','msgSerial':0,'messages':[{'data':'x'}]}";
  private static final String ATTACH = "{'action':10,'channel':'c'}";

  private LocalBroker broker;

  @BeforeEach
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private void fault(FaultRule rule, Effect effect) {
    broker.faults().add(rule.then(effect));
  }

  @Test
  void drops_every_socket_and_clients_resume_without_loss() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false)) {
      List<Message> received = SdkClients.collect(clients.connected().channels.get("c"));
      AblyRealtime writer = clients.connected();
      Channel publisher = SdkClients.attached(writer, "c");
      for (int i = 0; i < 10; i++) {
        Message message = new Message("m", String.valueOf(i));
        message.id = "id-" + i;
        SdkClients.publish(publisher, message);
        broker.faults().dropAll();
        SdkClients.awaitState(writer, ConnectionState.connected);
      }
      await().until(() -> received.size() >= 10);
      assertThat(received)
          .extracting(message -> message.data)
          .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }
  }

  @Test
  void cuts_the_socket_right_after_connected() {
    fault(FaultRule.at(Point.SEND).action(FrameAction.CONNECTED).times(1), new Effect.Abort(true));
    try (RawClient raw = RawClient.withKey(broker, "")) {
      assertThat(raw.awaitClose()).isEqualTo(1006);
    }
  }

  @Test
  void cuts_the_socket_instead_of_the_nth_frame() {
    fault(FaultRule.at(Point.SEND).action(FrameAction.HEARTBEAT).after(2), new Effect.Abort(false));
    try (RawClient raw = RawClient.withKey(broker, "")) {
      // One at a time: the reset also discards what the client has not read yet.
      raw.send("{'action':0,'id':'1'}");
      assertThat(raw.await(FrameAction.HEARTBEAT).string("id")).isEqualTo("1");
      raw.send("{'action':0,'id':'2'}");
      assertThat(raw.await(FrameAction.HEARTBEAT).string("id")).isEqualTo("2");
      raw.send("{'action':0,'id':'3'}");
      assertThat(raw.awaitClose()).isEqualTo(1006);
    }
  }

  @Test
  void closes_without_saying_why() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.await(FrameAction.CONNECTED);
      assertThat(broker.faults().now(who -> true, new Effect.CloseOnly())).isEqualTo(1);
      assertThat(raw.awaitClose()).isEqualTo(1000);
      assertThat(raw.isEmpty()).isTrue();
    }
  }

  @Test
  void falls_silent_with_the_socket_open() {
    try (RawClient raw = RawClient.withKey(broker, "clientId=mute");
        RawClient other = RawClient.withKey(broker, "clientId=loud")) {
      raw.await(FrameAction.CONNECTED);
      other.await(FrameAction.CONNECTED);
      broker.faults().now(who -> "mute".equals(who.clientId()), new Effect.Silence());
      raw.send("{'action':0,'id':'1'}");
      other.send("{'action':0,'id':'2'}");
      assertThat(other.await(FrameAction.HEARTBEAT).string("id")).isEqualTo("2");
      assertThat(raw.isEmpty()).isTrue();
    }
  }

  @Test
  void refuses_connections_in_every_way() {
    fault(
        FaultRule.at(Point.CONNECT).client("error"),
        new Effect.Refuse(new ErrorInfo(50000, 500, "down")));
    fault(
        FaultRule.at(Point.CONNECT).client("away"),
        new Effect.Disconnect(new ErrorInfo(50310, 503, "moved")));
    fault(FaultRule.at(Point.CONNECT).client("http"), new Effect.Status(503));
    fault(FaultRule.at(Point.CONNECT).client("reset"), new Effect.Abort(false));
    try (RawClient raw = RawClient.withKey(broker, "clientId=error")) {
      assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(50000);
    }
    try (RawClient raw = RawClient.withKey(broker, "clientId=away")) {
      assertThat(RawClient.code(raw.await(FrameAction.DISCONNECTED))).isEqualTo(50310);
    }
    assertThatThrownBy(() -> RawClient.withKey(broker, "clientId=http"))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(503));
    assertThatThrownBy(() -> RawClient.withKey(broker, "clientId=reset")).isNotNull();
  }

  @Test
  void loses_an_ack_and_answers_the_repeated_frame_without_a_second_copy() throws Exception {
    fault(FaultRule.at(Point.SEND).action(FrameAction.ACK).times(1), new Effect.Abort(false));
    try (SdkClients clients = new SdkClients(broker, true)) {
      List<Message> received = SdkClients.collect(clients.connected().channels.get("c"));
      Channel publisher = SdkClients.attached(clients.connected(), "c");
      SdkClients.publish(publisher, new Message("m", "once"));
      SdkClients.publish(publisher, new Message("m", "end"));
      await().until(() -> received.size() >= 2);
      assertThat(received).extracting(message -> message.data).containsExactly("once", "end");
      assertThat(broker.faults().events()).hasSize(1);
    }
  }

  @Test
  void nacks_with_a_code_a_number_of_times() throws Exception {
    fault(
        FaultRule.at(Point.RECEIVE).action(FrameAction.MESSAGE).channel("c").times(2),
        new Effect.Refuse(new ErrorInfo(42911, 429, "too fast")));
    try (SdkClients clients = new SdkClients(broker, false)) {
      Channel channel = SdkClients.attached(clients.connected(), "c");
      for (int i = 0; i < 2; i++) {
        Outcome outcome = new Outcome();
        channel.publish("m", "x", outcome);
        assertThat(outcome.failed().code).isEqualTo(42911);
      }
      SdkClients.publish(channel, new Message("m", "x"));
      assertThat(channel.history(null).items()).hasSize(1);
    }
  }

  @Test
  void merges_and_delays_acks() {
    fault(FaultRule.at(Point.SEND).action(FrameAction.ACK).times(2), new Effect.Coalesce(2));
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.send(HELLO).send(HELLO.replace("'msgSerial':0", "'msgSerial':1"));
      Fields ack = raw.await(FrameAction.ACK);
      assertThat(ack.number("count", 0)).isEqualTo(2);
      assertThat(ack.number("msgSerial", -1)).isEqualTo(0);
      fault(
          FaultRule.at(Point.SEND).action(FrameAction.ACK).times(1),
          new Effect.Delay(Duration.ofMillis(300)));
      long before = System.nanoTime();
      raw.send(HELLO.replace("'msgSerial':0", "'msgSerial':2")).await(FrameAction.ACK);
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThan(Duration.ofMillis(250));
    }
  }

  @Test
  void refuses_to_resume() {
    fault(
        FaultRule.at(Point.RESUME).times(1),
        new Effect.Refuse(new ErrorInfo(80008, 400, "expired")));
    try (RawClient first = RawClient.withKey(broker, "")) {
      Fields before = first.await(FrameAction.CONNECTED);
      try (RawClient second =
          RawClient.withKey(broker, "resume=" + RawClient.connectionKey(before))) {
        Fields after = second.await(FrameAction.CONNECTED);
        assertThat(RawClient.code(after)).isEqualTo(80008);
        assertThat(after.string("connectionId")).isNotEqualTo(before.string("connectionId"));
      }
    }
  }

  @Test
  void loses_continuity_and_replays_too_much() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.send(ATTACH).send(HELLO);
      String serial = raw.await(FrameAction.MESSAGE).string("channelSerial");
      raw.send("{'action':12,'channel':'c'}").await(FrameAction.DETACHED);
      fault(
          FaultRule.at(Point.ATTACH).channel("c").times(1),
          new Effect.LoseContinuity(new ErrorInfo(80020, 400, "lost")));
      raw.send("{'action':10,'channel':'c','channelSerial':'" + serial + "'}");
      Fields lost = raw.await(FrameAction.ATTACHED);
      assertThat(RawClient.code(lost)).isEqualTo(80020);
      assertThat(lost.number("flags", 0) & 4).isZero();
      raw.send("{'action':12,'channel':'c'}").await(FrameAction.DETACHED);
      fault(FaultRule.at(Point.ATTACH).channel("c").times(1), new Effect.Overlap(1));
      raw.send("{'action':10,'channel':'c','channelSerial':'" + serial + "'}");
      assertThat(raw.await(FrameAction.ATTACHED).number("flags", 0) & 4).isEqualTo(4);
      assertThat(raw.await(FrameAction.MESSAGE).string("channelSerial")).isEqualTo(serial);
    }
  }

  @Test
  void swaps_two_messages_for_one_subscriber() {
    fault(
        FaultRule.at(Point.SEND).action(FrameAction.MESSAGE).client("odd").times(1),
        new Effect.Swap());
    try (RawClient odd = RawClient.withKey(broker, "clientId=odd");
        RawClient publisher = RawClient.withKey(broker, "")) {
      odd.send(ATTACH).await(FrameAction.ATTACHED);
      publisher.send(HELLO).send(HELLO.replace("'msgSerial':0", "'msgSerial':1"));
      String first = odd.await(FrameAction.MESSAGE).string("channelSerial");
      String second = odd.await(FrameAction.MESSAGE).string("channelSerial");
      assertThat(first).isGreaterThan(second);
    }
  }

  @Test
  void detaches_and_fails_channels() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false)) {
      Channel channel = SdkClients.attached(clients.connected(), "c");
      assertThat(broker.faults().detach("c", new ErrorInfo(90000, 404, "detached"))).isEqualTo(1);
      await().until(() -> broker.faults().detach("c", new ErrorInfo(91007, 503, "again")) == 1);
      SdkClients.awaitState(channel, ChannelState.attached);
      broker.faults().fail("c", new ErrorInfo(40160, 401, "denied"));
      SdkClients.awaitState(channel, ChannelState.failed);
      assertThat(channel.reason.code).isEqualTo(40160);
    }
  }

  @Test
  void evicts_history_and_lets_it_lag() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false);
        RawClient raw = RawClient.withKey(broker, "")) {
      String serial = raw.send(ATTACH).await(FrameAction.ATTACHED).string("channelSerial");
      raw.send(HELLO).await(FrameAction.ACK);
      Channel channel = clients.connected().channels.get("c");
      fault(FaultRule.at(Point.HISTORY).times(1), new Effect.Delay(Duration.ofMinutes(1)));
      assertThat(channel.history(null).items()).isEmpty();
      assertThat(channel.history(null).items()).hasSize(1);
      broker.faults().evictHistory("c", Duration.ZERO);
      assertThat(channel.history(null).items()).isEmpty();
      raw.send("{'action':12,'channel':'c'}").await(FrameAction.DETACHED);
      raw.send("{'action':10,'channel':'c','channelSerial':'" + serial + "'}");
      assertThat(RawClient.code(raw.await(FrameAction.ATTACHED))).isEqualTo(90003);
    }
  }

  @Test
  void expires_prompts_downgrades_and_refuses_renewals() {
    try (RawClient raw = RawClient.withKey(broker, "clientId=a")) {
      raw.send(ATTACH).await(FrameAction.ATTACHED);
      broker.faults().now(who -> true, new Effect.Prompt());
      raw.await(FrameAction.AUTH);
      broker.faults().now(who -> true, new Effect.Downgrade("{\"other\":[\"subscribe\"]}"));
      assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40160);
      broker.faults().now(who -> true, new Effect.Expire());
      assertThat(RawClient.code(raw.await(FrameAction.DISCONNECTED))).isEqualTo(40142);
    }
    fault(FaultRule.at(Point.RENEW).times(1), new Effect.Refuse(new ErrorInfo(40101, 401, "no")));
    try (SdkClients clients = new SdkClients(broker, false)) {
      assertThatThrownBy(() -> clients.rest().auth.requestToken(null, null))
          .isInstanceOfSatisfying(
              AblyException.class, e -> assertThat(e.errorInfo.code).isEqualTo(40101));
    }
  }

  @Test
  void rejects_old_keys_after_a_rotation_and_skews_its_clock() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false)) {
      broker.faults().skewClock(Duration.ofMinutes(10));
      assertThat(clients.rest().time()).isGreaterThan(System.currentTimeMillis() + 500_000);
      assertThatThrownBy(() -> clients.rest().auth.requestToken(null, null))
          .isInstanceOfSatisfying(
              AblyException.class, e -> assertThat(e.errorInfo.code).isEqualTo(40104));
      broker.faults().skewClock(Duration.ZERO);
      broker.faults().replaceKey("app.key:changed");
      try (RawClient raw = RawClient.withKey(broker, "")) {
        assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40101);
      }
    }
  }

  @Test
  void tells_a_slow_consumer_what_it_lost_and_spares_the_others() {
    try (LocalBroker small =
            LocalBroker.start(BrokerOptions.defaults().withLimits(TestLimits.withLogEntries(5)));
        RawClient slow = RawClient.withKey(small, "clientId=slow");
        RawClient quick = RawClient.withKey(small, "clientId=quick")) {
      slow.send(ATTACH).await(FrameAction.ATTACHED);
      quick.send(ATTACH).await(FrameAction.ATTACHED);
      small.faults().now(who -> "slow".equals(who.clientId()), new Effect.Stall(true));
      for (int i = 0; i < 20; i++) {
        quick.send(HELLO.replace("'msgSerial':0", "'msgSerial':" + i));
        quick.await(FrameAction.MESSAGE);
      }
      small.faults().now(who -> "slow".equals(who.clientId()), new Effect.Stall(false));
      assertThat(RawClient.code(slow.await(FrameAction.ATTACHED))).isEqualTo(80020);
    }
  }

  @Test
  void breaks_rest_in_every_way() throws Exception {
    try (SdkClients clients = new SdkClients(broker, false)) {
      var channel = clients.rest().channels.get("c");
      fault(FaultRule.at(Point.REQUEST).path("channels/c").times(1), new Effect.Status(503));
      assertThatThrownBy(() -> channel.publish("m", "1")).isInstanceOf(AblyException.class);
      fault(
          FaultRule.at(Point.REQUEST).path("channels/c").times(1),
          new Effect.Refuse(new ErrorInfo(50001, 500, "oops")));
      assertThatThrownBy(() -> channel.publish("m", "2")).isInstanceOf(AblyException.class);
      assertThat(channel.history(null).items()).isEmpty();
      cutAfterTheCommit(channel);
    }
    fault(FaultRule.at(Point.REQUEST).path("time").times(1), new Effect.Hang());
    try (SdkClients clients = new SdkClients(broker, false)) {
      var options = clients.options();
      options.httpRequestTimeout = 500;
      assertThatThrownBy(() -> new io.ably.lib.rest.AblyRest(options).time())
          .isInstanceOf(AblyException.class);
      assertThat(
              broker
                  .faults()
                  .await(event -> event.effect() instanceof Effect.Hang, Duration.ofSeconds(5)))
          .isTrue();
    }
  }

  /** Every attempt is cut, because the HTTP client repeats a request on its own when it can. */
  private void cutAfterTheCommit(ChannelBase channel) throws Exception {
    fault(FaultRule.at(Point.REQUEST).path("channels/c/messages").times(4), new Effect.Abort(true));
    Message message = new Message("m", "3");
    message.id = "three";
    assertThatThrownBy(() -> channel.publish(new Message[] {message}))
        .isInstanceOf(AblyException.class);
    broker.faults().clear();
    channel.publish(new Message[] {message});
    assertThat(channel.history(null).items()).hasSize(1);
    assertThat(broker.faults().events())
        .anyMatch(event -> event.effect().equals(new Effect.Abort(true)));
  }

  @Test
  void draws_the_same_faults_for_the_same_seed() {
    assertThat(lostOfHundred(7)).isEqualTo(lostOfHundred(7)).isBetween(20, 80);
  }

  private static int lostOfHundred(long seed) {
    try (LocalBroker seeded = LocalBroker.start(BrokerOptions.defaults().withSeed(seed));
        RawClient raw = RawClient.withKey(seeded, "")) {
      seeded
          .faults()
          .add(
              FaultRule.at(Point.SEND)
                  .action(FrameAction.HEARTBEAT)
                  .withProbability(0.5)
                  .then(new Effect.Suppress()));
      for (int i = 0; i < 100; i++) {
        raw.send("{'action':0,'id':'" + i + "'}");
      }
      raw.send(HELLO).await(FrameAction.ACK);
      return seeded.faults().events().size();
    }
  }
}
