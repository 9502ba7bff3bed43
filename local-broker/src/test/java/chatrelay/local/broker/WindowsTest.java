package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two-minute windows with their real constants, on a clock that the test moves. */
final class WindowsTest {
  private static final String FRAME =
      "{'action':15,'channel':'c','msgSerial':%d,'messages':[{'id':'k','data':'x'}]}";

  private final MovedClock clock = new MovedClock();
  private LocalBroker broker;

  @BeforeEach
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults().withClock(clock).withPersisted("kept"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void an_id_is_remembered_for_two_minutes_and_new_afterwards() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.attach("c", "");
      Object first = raw.send(FRAME.formatted(0)).answer().list("res");
      clock.advance(Duration.ofMinutes(2));
      assertThat(raw.send(FRAME.formatted(1)).answer().list("res")).isEqualTo(first);
      clock.advance(Duration.ofMillis(1));
      assertThat(raw.send(FRAME.formatted(2)).answer().list("res")).isNotEqualTo(first);
    }
  }

  @Test
  void history_lasts_two_minutes_and_persisted_channels_three_days() {
    Http.of(broker).post("channels/c/messages", "{'data':'x'}");
    Http.of(broker).post("channels/kept:c/messages", "{'data':'x'}");
    clock.advance(Duration.ofMinutes(2));
    assertThat(Http.of(broker).get("channels/c/messages").list()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(Http.of(broker).get("channels/c/messages").list()).isEmpty();
    clock.advance(Duration.ofHours(71));
    assertThat(Http.of(broker).get("channels/kept:c/messages").list()).hasSize(1);
    clock.advance(Duration.ofHours(1));
    assertThat(Http.of(broker).get("channels/kept:c/messages").list()).isEmpty();
  }

  @Test
  void a_channel_of_which_only_members_are_left_is_not_forgotten() {
    String spec = "{'keys':[{}],'channels':[{'name':'c','presence':[{'clientId':'fixture'}]}]}";
    Fields app = Http.anonymous(broker).post("apps", spec).object();
    String key = Fields.of(app.list("keys").getFirst()).string("keyStr");
    Http owner = Http.anonymous(broker).basic(String.valueOf(key));
    owner.post("channels/idle/messages", "{'data':'x'}");
    clock.advance(Duration.ofMinutes(10));
    await().until(() -> owner.get("channels").list().size() == 1);
    assertThat(owner.get("channels/c/presence").list()).hasSize(1);
  }

  @Test
  void a_connection_resumes_within_two_minutes_and_not_later() {
    String key = keyOfLostConnection();
    clock.advance(Duration.ofSeconds(119));
    try (RawClient raw = RawClient.withKey(broker, "resume=" + key)) {
      assertThat(raw.connected().has("error")).isFalse();
    }
    String other = keyOfLostConnection();
    clock.advance(Duration.ofSeconds(121));
    try (RawClient raw = RawClient.withKey(broker, "resume=" + other)) {
      assertThat(RawClient.code(raw.connected())).isEqualTo(80008);
    }
  }

  private String keyOfLostConnection() {
    String key;
    try (RawClient raw = RawClient.withKey(broker, "")) {
      key = RawClient.connectionKey(raw.connected());
    }
    await().until(() -> broker.faults().now(who -> true, new Effect.Stall(false)) == 0);
    return key;
  }

  @Test
  void a_closed_connection_is_forgotten_at_once() {
    String key;
    try (RawClient raw = RawClient.withKey(broker, "")) {
      key = RawClient.connectionKey(raw.connected());
      raw.send("{'action':7}");
      raw.await(FrameAction.CLOSED);
      assertThat(raw.awaitClose()).isEqualTo(1000);
    }
    try (RawClient raw = RawClient.withKey(broker, "resume=" + key)) {
      assertThat(RawClient.code(raw.connected())).isEqualTo(80008);
    }
  }

  @Test
  void a_gap_of_more_than_two_minutes_is_told_and_not_replayed() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      String serial = String.valueOf(raw.attach("kept:gap", "").string("channelSerial"));
      raw.send("{'action':12,'channel':'kept:gap'}").await(FrameAction.DETACHED);
      raw.publish("kept:gap", 0, "x");
      clock.advance(Duration.ofSeconds(121));
      Fields attached = raw.attach("kept:gap", "'channelSerial':'" + serial + "'");
      assertThat(RawClient.code(attached)).isEqualTo(90003);
      assertThat(attached.number("flags", 0) & 6).isZero();
    }
  }

  @Test
  void a_token_lapses_to_the_millisecond() {
    String token =
        String.valueOf(
            Http.of(broker)
                .post("keys/app.key/requestToken", "{'keyName':'app.key','ttl':1000}")
                .object()
                .string("token"));
    clock.advance(Duration.ofMillis(999));
    assertThat(Http.anonymous(broker).bearer(token).get("channels/c").status()).isEqualTo(200);
    clock.advance(Duration.ofMillis(1));
    assertThat(Http.anonymous(broker).bearer(token).get("channels/c").code()).isEqualTo(40142);
  }

  /** A clock that stands still until it is moved. */
  private static final class MovedClock extends Clock {
    private final AtomicReference<Instant> now =
        new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    void advance(Duration time) {
      now.updateAndGet(instant -> instant.plus(time));
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("Not needed");
    }
  }
}
