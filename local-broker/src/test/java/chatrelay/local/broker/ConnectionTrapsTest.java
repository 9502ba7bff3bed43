package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.auth.ApiKey;
import chatrelay.local.broker.fault.Effect;
import chatrelay.local.broker.fault.FaultRule;
import chatrelay.local.broker.fault.Point;
import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.ConnectionEvent;
import io.ably.lib.realtime.ConnectionState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The traps of connections and authentication; the number is the row of the trap list. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionTrapsTest {
  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults());
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  private String token(String more) {
    return String.valueOf(
        Http.of(broker)
            .post("keys/app.key/requestToken", "{'keyName':'app.key'" + more + "}")
            .object()
            .string("token"));
  }

  @Test
  void trap_7_an_expired_token_is_answered_with_a_stale_challenge() throws Exception {
    String expired = token(",'ttl':1");
    await().until(() -> Http.anonymous(broker).bearer(expired).get("channels/c").status() == 401);
    Http.Answer answer = Http.anonymous(broker).bearer(expired).get("channels/c/messages");
    assertThat(answer.code()).isEqualTo(40142);
    assertThat(answer.header("X-Ably-ErrorCode")).isEqualTo("40142");
    assertThat(answer.header("WWW-Authenticate")).startsWith("X-Ably-Token ").contains("stale");
    assertThat(Http.anonymous(broker).get("channels/c").header("WWW-Authenticate"))
        .startsWith("Basic ");
    try (SdkClients clients = new SdkClients(broker, false)) {
      var options = clients.bareOptions();
      var asked = new java.util.concurrent.atomic.AtomicInteger();
      options.authCallback = params -> asked.incrementAndGet() == 1 ? expired : token("");
      assertThat(new io.ably.lib.rest.AblyRest(options).channels.get("c").history(null).items())
          .isEmpty();
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void trap_8_and_28_every_connected_has_all_details_and_keeps_the_id() {
    try (RawClient raw = RawClient.open(broker, "v=4&accessToken=" + token(""))) {
      Fields first = raw.connected();
      raw.send("{'action':17,'auth':{'accessToken':'" + token("") + "'}}");
      Fields second = raw.connected();
      for (Fields frame : List.of(first, second)) {
        assertThat(RawClient.inner(frame, "connectionDetails").asMap())
            .containsKeys(
                "connectionKey",
                "maxMessageSize",
                "maxFrameSize",
                "maxInboundRate",
                "connectionStateTtl",
                "maxIdleInterval",
                "serverId");
        assertThat(frame.string("connectionKey")).isEqualTo(RawClient.connectionKey(frame));
      }
      assertThat(second.string("connectionId"))
          .isEqualTo(first.string("connectionId"))
          .matches("[A-Za-z0-9_-]+");
    }
  }

  @Test
  void trap_9_a_resumed_connection_keeps_its_id_and_changes_its_key() {
    String key;
    String id;
    try (RawClient raw = RawClient.withKey(broker, "")) {
      Fields connected = raw.connected();
      key = RawClient.connectionKey(connected);
      id = String.valueOf(connected.string("connectionId"));
    }
    try (RawClient raw = RawClient.withKey(broker, "resume=" + key)) {
      Fields connected = raw.connected();
      assertThat(connected.string("connectionId")).isEqualTo(id);
      assertThat(connected.has("error")).isFalse();
      assertThat(RawClient.connectionKey(connected)).isNotEqualTo(key).startsWith(id + "!");
    }
    try (RawClient raw = RawClient.withKey(broker, "clientId=other&resume=" + key)) {
      assertThat(RawClient.code(raw.connected())).isEqualTo(80011);
    }
    try (RawClient raw = RawClient.withKey(broker, "resume=_____!ablyjs_test_fake-key____")) {
      assertThat(RawClient.code(raw.connected())).isEqualTo(80018);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&heartbeats=true"})
  void trap_14_a_ping_is_echoed_with_its_id(String more) {
    try (RawClient raw = RawClient.withKey(broker, "x=1" + more)) {
      raw.connected();
      long since = System.nanoTime();
      raw.send("{'action':0,'id':'p1'}");
      assertThat(raw.await(FrameAction.HEARTBEAT).string("id")).isEqualTo("p1");
      assertThat(System.nanoTime() - since).as("a round trip in ns").isGreaterThan(1_000_000);
      raw.send("{'action':0}");
      assertThat(raw.await(FrameAction.HEARTBEAT).has("id")).isFalse();
    }
  }

  @Test
  void trap_14_and_23_an_idle_socket_gets_heartbeats_and_lives_beyond_thirty_seconds() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      long since = System.nanoTime();
      raw.connected();
      for (int i = 0; i < 3; i++) {
        raw.await(FrameAction.HEARTBEAT);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(45));
      raw.send("{'action':0,'id':'still'}");
      raw.await(frame -> "still".equals(frame.string("id")));
    }
  }

  @Test
  void trap_15_no_action_above_21_is_ever_sent_and_unknown_ones_are_ignored() {
    try (RawClient raw = RawClient.withKey(broker, "clientId=a")) {
      raw.connected();
      for (int action = 1; action <= 300; action++) {
        if (action != FrameAction.CLOSE.code() && action != FrameAction.AUTH.code()) {
          raw.send("{'action':" + action + ",'channel':'actions','msgSerial':" + action + "}");
        }
      }
      raw.send("{'action':-7}").send("{'action':'x'}").send("{}");
      assertThat(raw.drain()).isNotEmpty().allMatch(frame -> frame.number("action", 99) <= 21);
    }
  }

  @Test
  void trap_16_refusals_are_error_frames_behind_a_successful_upgrade() {
    try (RawClient raw = RawClient.open(broker, "v=4&key=app.key:wrong")) {
      Fields refused = raw.next();
      assertThat(refused.number("action", 0)).isEqualTo(FrameAction.ERROR.code());
      assertThat(refused.asMap()).doesNotContainKey("channel");
      assertThat(raw.awaitClose()).isEqualTo(1000);
    }
  }

  @Test
  void trap_16_and_33_disconnected_reaches_the_client_before_the_close() throws Exception {
    try (LocalBroker slow =
            LocalBroker.start(BrokerOptions.defaults().withOutboundDelay(Duration.ofMillis(20)));
        RawClient raw = RawClient.withKey(slow, "");
        SdkClients clients = new SdkClients(slow, true)) {
      raw.connected();
      AblyRealtime client = clients.connected();
      List<Integer> reasons = new java.util.concurrent.CopyOnWriteArrayList<>();
      client.connection.on(ConnectionEvent.disconnected, change -> reasons.add(change.reason.code));
      slow.faults().now(who -> true, new Effect.Expire());
      assertThat(RawClient.code(raw.await(FrameAction.DISCONNECTED))).isEqualTo(40142);
      assertThat(raw.awaitClose()).isEqualTo(1000);
      await().until(() -> !reasons.isEmpty());
      assertThat(reasons.getFirst()).isEqualTo(40142);
      SdkClients.awaitState(client, ConnectionState.connected);
    }
  }

  @Test
  void trap_17_both_spellings_of_the_token_parameter_work() {
    for (String name : List.of("accessToken", "access_token")) {
      try (RawClient raw = RawClient.open(broker, "v=4&" + name + "=" + token(""))) {
        raw.connected();
      }
      assertThat(Http.anonymous(broker).get("channels/c?" + name + "=" + token("")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void trap_18_a_new_token_is_asked_for_thirty_seconds_ahead() {
    try (RawClient raw = RawClient.open(broker, "v=4&accessToken=" + token(",'ttl':31000"))) {
      raw.connected();
      assertThat(raw.next().number("action", 0)).isEqualTo(FrameAction.AUTH.code());
    }
  }

  @Test
  void a_token_with_less_than_thirty_seconds_left_is_never_asked_for() {
    String shortToken = ",'ttl':12000,'clientId':'*'";
    try (RawClient raw = RawClient.open(broker, "v=4&accessToken=" + token(shortToken))) {
      raw.connected();
      raw.send("{'action':17,'auth':{'accessToken':'%s'}}".formatted(token(shortToken)));
      assertThat(raw.next().number("action", 0)).isEqualTo(FrameAction.CONNECTED.code());
      raw.send("{'action':0,'id':'ping'}");
      assertThat(raw.next().string("id")).isEqualTo("ping");
    }
  }

  @Test
  void trap_18_a_very_short_token_is_left_to_lapse_without_a_prompt() {
    try (RawClient raw = RawClient.open(broker, "v=4&accessToken=" + token(",'ttl':2000"))) {
      raw.connected();
      Fields next = raw.next();
      assertThat(next.number("action", 0)).isEqualTo(FrameAction.DISCONNECTED.code());
      assertThat(RawClient.code(next)).isEqualTo(40142);
      assertThat(RawClient.message(next)).isEqualTo("Key/token status changed (expire)");
    }
  }

  @Test
  void trap_25_numbers_may_be_text_or_floats_in_token_requests() {
    Http.Answer answer =
        Http.of(broker).post("keys/app.key/requestToken", "{'keyName':'app.key','ttl':'5000'}");
    assertThat(answer.object().number("expires", 0) - answer.object().number("issued", 0))
        .isEqualTo(5_000);
    Http.Answer floating =
        Http.of(broker).post("keys/app.key/requestToken", "{'keyName':'app.key','ttl':5000.0}");
    assertThat(floating.object().number("expires", 0) - floating.object().number("issued", 0))
        .isEqualTo(5_000);
  }

  @Test
  void trap_26_the_client_id_header_is_base64_and_the_parameter_is_not() {
    Http.of(broker)
        .header("X-Ably-ClientId", Http.base64("grüße"))
        .post("channels/named/messages", "{'data':'1'}");
    Http.of(broker).post("channels/named/messages?clientId=bob", "{'data':'2'}");
    assertThat(Http.of(broker).get("channels/named/messages").list())
        .extracting(message -> message.string("clientId"))
        .containsExactly("bob", "grüße");
    try (RawClient raw = RawClient.withKey(broker, "clientId=bob")) {
      assertThat(RawClient.inner(raw.connected(), "connectionDetails").string("clientId"))
          .isEqualTo("bob");
    }
  }

  @Test
  void trap_29_transient_trouble_with_a_5xxxx_code_does_not_fail_ably_java_for_good()
      throws Exception {
    try (LocalBroker flaky = LocalBroker.start(BrokerOptions.defaults());
        SdkClients clients = new SdkClients(flaky, false)) {
      flaky
          .faults()
          .add(
              FaultRule.at(Point.CONNECT)
                  .times(1)
                  .then(new Effect.Refuse(new ErrorInfo(50000, 500, "down"))));
      AblyRealtime client = clients.realtime(options -> options.disconnectedRetryTimeout = 100);
      SdkClients.awaitState(client, ConnectionState.connected);
      flaky
          .faults()
          .add(
              FaultRule.at(Point.CONNECT)
                  .times(1)
                  .then(new Effect.Refuse(new ErrorInfo(40000, 400, "bad"))));
      SdkClients.awaitState(clients.realtime(options -> {}), ConnectionState.failed);
    }
  }

  @Test
  void trap_32_a_stale_key_is_refused_while_a_newer_socket_is_open() {
    try (RawClient first = RawClient.withKey(broker, "")) {
      String key = RawClient.connectionKey(first.connected());
      try (RawClient second = RawClient.withKey(broker, "resume=" + key)) {
        String id = String.valueOf(second.connected().string("connectionId"));
        assertThat(first.awaitClose()).isEqualTo(1006);
        try (RawClient displaced = RawClient.withKey(broker, "resume=" + key)) {
          Fields connected = displaced.connected();
          assertThat(RawClient.code(connected)).isEqualTo(80008);
          assertThat(connected.string("connectionId")).isNotEqualTo(id);
        }
        try (RawClient recovering = RawClient.withKey(broker, "recover=" + key)) {
          assertThat(recovering.connected().string("connectionId")).isEqualTo(id);
        }
        assertThat(second.awaitClose()).isEqualTo(1006);
      }
      try (RawClient late = RawClient.withKey(broker, "resume=" + key)) {
        assertThat(late.connected().asMap()).doesNotContainKey("error");
      }
    }
  }

  @Test
  void trap_35_a_request_that_hangs_holds_up_neither_rest_nor_sockets() {
    try (LocalBroker shared = LocalBroker.start(BrokerOptions.defaults());
        RawClient raw = RawClient.withKey(shared, "")) {
      shared.faults().add(FaultRule.at(Point.REQUEST).path("hang").then(new Effect.Hang()));
      Thread.ofVirtual()
          .name("hanging")
          .start(() -> {
            try {
              Http.of(shared).get("channels/hang/messages");
            } catch (AssertionError expected) {
              // The broker is closed before it answers.
            }
          });
      await().until(() -> !shared.faults().events().isEmpty());
      raw.connected();
      for (int i = 0; i < 20; i++) {
        assertThat(raw.publish("c", i, "x").number("action", 0)).isEqualTo(FrameAction.ACK.code());
        assertThat(Http.of(shared).get("channels/c/messages").list()).hasSize(i + 1);
      }
    }
  }

  @Test
  void identities_are_resolved_as_in_the_table_of_credentials_and_client_ids() {
    Map<String, Object> expected =
        Map.of(
            "key=" + broker.key(), "*",
            "key=" + broker.key() + "&clientId=x", "x",
            "accessToken=" + token(""), "",
            "accessToken=" + token("") + "&clientId=x", 40102,
            "accessToken=" + token(",'clientId':'x'"), "x",
            "accessToken=" + token(",'clientId':'x'") + "&clientId=x", "x",
            "accessToken=" + token(",'clientId':'x'") + "&clientId=y", 40102,
            "accessToken=" + token(",'clientId':'*'"), "*",
            "accessToken=" + token(",'clientId':'*'") + "&clientId=y", "y");
    expected.forEach((query, outcome) -> {
      try (RawClient raw = RawClient.open(broker, "v=4&" + query)) {
        Fields frame = raw.next();
        Object seen =
            frame.has("error")
                ? RawClient.code(frame)
                : java.util.Objects.requireNonNullElse(
                    RawClient.inner(frame, "connectionDetails").string("clientId"), "");
        assertThat(seen).as(query).isEqualTo(outcome);
      }
    });
  }

  @Test
  void a_revoked_token_ends_its_connection_and_is_refused_afterwards() {
    ApiKey key = ApiKey.parse("app.rev:secret").withRevocableTokens();
    try (LocalBroker revoking = LocalBroker.start(BrokerOptions.defaults().withKeys(key))) {
      Http http = Http.of(revoking).header("X-Ably-Version", "4");
      String token =
          String.valueOf(
              http.post("keys/app.rev/requestToken", "{'keyName':'app.rev','clientId':'eve'}")
                  .object()
                  .string("token"));
      try (RawClient raw = RawClient.open(revoking, "v=4&accessToken=" + token)) {
        raw.connected();
        Fields answer =
            http.post("keys/app.rev/revokeTokens", "{'targets':['clientId:eve','nonsense']}")
                .object();
        assertThat(answer.number("successCount", 0)).isEqualTo(1);
        assertThat(answer.number("failureCount", 0)).isEqualTo(1);
        assertThat(RawClient.code(raw.await(FrameAction.DISCONNECTED))).isEqualTo(40141);
      }
      String fresh =
          String.valueOf(
              http.post("keys/app.rev/requestToken", "{'keyName':'app.rev'}")
                  .object()
                  .string("token"));
      assertThat(
              Http.anonymous(revoking)
                  .bearer(fresh)
                  .post("keys/app.rev/revokeTokens", "{'targets':['clientId:eve']}")
                  .code())
          .isEqualTo(40162);
      try (RawClient raw = RawClient.open(revoking, "v=4&accessToken=" + token)) {
        assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40141);
      }
      assertThat(Http.of(broker).post("keys/app.key/revokeTokens", "{'targets':['x:y']}").code())
          .isEqualTo(40163);
    }
  }
}
