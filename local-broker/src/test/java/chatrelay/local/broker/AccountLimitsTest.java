package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.channel.Limits;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The rates of an account, which no preset has because they depend on its plan. */
final class AccountLimitsTest {

  /** The clock stands still, so that a slow machine can't stay below a rate. */
  private static LocalBroker limitedTo(Limits.Account account) {
    Instant now = Instant.now();
    Limits limits = Limits.local().withAccount(account);
    return LocalBroker.start(BrokerOptions.defaults().withLimits(limits).withClock(() -> now));
  }

  @Test
  void more_messages_than_the_account_may_publish_are_refused_wherever_they_come_from() {
    try (LocalBroker broker = limitedTo(new Limits.Account(3, 0, 0, 0));
        RawClient raw = RawClient.withKey(broker, "")) {
      assertThat(raw.publish("a", 0, "1").has("error")).isFalse();
      assertThat(raw.publish("b", 1, "2").has("error")).isFalse();
      assertThat(Http.of(broker).post("channels/c/messages", "{'data':'3'}").status())
          .isEqualTo(201);
      assertThat(RawClient.code(raw.publish("a", 2, "4"))).isEqualTo(42917);
      Http.Answer refused = Http.of(broker).post("channels/d/messages", "{'data':'5'}");
      assertThat(refused.code()).isEqualTo(42917);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(Http.of(broker).get("channels/a/messages").list()).hasSize(1);
    }
  }

  @Test
  void more_requests_than_the_account_may_make_are_refused_but_not_those_for_tokens() {
    try (LocalBroker broker = limitedTo(new Limits.Account(0, 2, 0, 0))) {
      assertThat(Http.of(broker).get("channels/a/messages").status()).isEqualTo(200);
      assertThat(Http.of(broker).get("time").status()).isEqualTo(200);
      Http.Answer refused = Http.of(broker).get("channels/a/messages");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo(42918);
      assertThat(refused.header("X-Ably-ErrorCode")).isEqualTo("42918");
      assertThat(Http.of(broker).post("keys/app.key/requestToken", "{}").status()).isEqualTo(201);
    }
  }

  @Test
  void a_channel_too_many_is_detached_so_that_the_client_tries_again() {
    try (LocalBroker broker = limitedTo(new Limits.Account(0, 0, 2, 0));
        RawClient raw = RawClient.withKey(broker, "")) {
      raw.attach("a", "");
      raw.attach("b", "");
      raw.send("{'action':10,'channel':'c'}");
      Fields refused = raw.await(FrameAction.DETACHED);
      assertThat(refused.string("channel")).isEqualTo("c");
      assertThat(RawClient.inner(refused, "error").number("statusCode", 0)).isEqualTo(429);
      assertThat(RawClient.code(refused)).isEqualTo(90021);
      assertThat(RawClient.code(raw.publish("d", 0, "x"))).isEqualTo(90021);
      assertThat(Http.of(broker).post("channels/e/messages", "{'data':'x'}").status())
          .isEqualTo(429);
      assertThat(raw.publish("a", 1, "x").has("error")).isFalse();
    }
  }

  @Test
  void a_connection_too_many_is_refused_but_one_that_comes_back_is_not() {
    try (LocalBroker broker = limitedTo(new Limits.Account(0, 0, 0, 1));
        RawClient first = RawClient.withKey(broker, "")) {
      Fields connected = first.connected();
      try (RawClient second = RawClient.withKey(broker, "")) {
        Fields refused = second.next();
        assertThat(refused.number("action", -1)).isEqualTo(FrameAction.ERROR.code());
        assertThat(RawClient.code(refused)).isEqualTo(80021);
        assertThat(RawClient.inner(refused, "error").number("statusCode", 0)).isEqualTo(429);
        assertThat(second.awaitClose()).isEqualTo(1000);
      }
      first.close();
      String key = RawClient.connectionKey(connected);
      try (RawClient again = RawClient.withKey(broker, "resume=" + key)) {
        assertThat(again.connected().string("connectionId"))
            .isEqualTo(connected.string("connectionId"));
      }
    }
  }
}
