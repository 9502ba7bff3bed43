package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.WireFormat;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.types.Message;
import io.ably.lib.types.PresenceMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The traps of channels, publishing and presence; the number is the row of the trap list. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChannelTrapsTest {
  private static final long DEFAULT_MODES = 0x2F0000;

  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker =
        LocalBroker.start(
            BrokerOptions.defaults()
                .withTimeScale(0.02)
                .withKey("app.sub:s", "{\"*\":[\"subscribe\"]}"));
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void trap_1_and_2_answers_carry_the_serial_zero_and_count_frames() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.send(
          "{'action':15,'channel':'zero','msgSerial':0,'messages':[{'data':'a'},{'data':'b'}]}");
      Fields ack = raw.answer();
      assertThat(ack.asMap()).containsEntry("msgSerial", 0L).containsEntry("count", 1L);
      assertThat(ack.list("res")).hasSize(1);
      assertThat(Fields.of(ack.list("res").getFirst()).list("serials")).hasSize(2);
    }
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.send("{'action':15,'channel':'','msgSerial':0,'messages':[{'data':'a'}]}");
      Fields nack = raw.answer();
      assertThat(nack.number("action", 0)).isEqualTo(FrameAction.NACK.code());
      assertThat(nack.asMap()).containsEntry("msgSerial", 0L).containsEntry("count", 1L);
    }
  }

  @Test
  void trap_1_and_25_msgpack_answers_carry_zero_and_take_numbers_that_are_floats() {
    try (RawClient raw = RawClient.binary(broker)) {
      raw.connected();
      Map<String, Object> frame =
          Map.of(
              "action",
              15.0,
              "channel",
              "floats",
              "msgSerial",
              0.0,
              "messages",
              List.of(Map.of("data", "x")));
      raw.sendBinary(WireFormat.MSGPACK.encode((Object) frame));
      Fields ack = raw.answer();
      assertThat(ack.number("action", 0)).isEqualTo(FrameAction.ACK.code());
      assertThat(ack.asMap()).containsEntry("msgSerial", 0L).containsEntry("count", 1L);
    }
  }

  @Test
  void trap_3_no_frame_holds_a_null() {
    try (RawClient raw = RawClient.withKey(broker, "clientId=a")) {
      raw.send("{'action':10,'channel':'nulls','params':null,'channelSerial':null}");
      raw.send(
          "{'action':15,'channel':'nulls','msgSerial':0,'messages':[{'data':null,'name':null,"
              + "'extras':null,'clientId':null,'id':null,'encoding':null}]}");
      raw.send(
          "{'action':14,'channel':'nulls','msgSerial':1,'presence':[{'action':2,'data':null}]}");
      raw.send("{'action':10,'channel':''}");
      List<Fields> frames = raw.drain();
      raw.send("{'action':17,'auth':null}");
      frames.add(raw.await(FrameAction.ERROR));
      assertThat(frames.getLast().asMap()).doesNotContainKey("channel");
      assertThat(frames).hasSizeGreaterThan(3).noneMatch(frame -> holdsNull(frame.asMap()));
    }
  }

  private static boolean holdsNull(Object tree) {
    return switch (tree) {
      case Map<?, ?> map -> map.values().stream().anyMatch(ChannelTrapsTest::holdsNull);
      case List<?> list -> list.stream().anyMatch(ChannelTrapsTest::holdsNull);
      case null -> true;
      default -> false;
    };
  }

  @Test
  void trap_4_data_is_never_an_object_or_a_number() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      int serial = 0;
      for (String data : List.of("{'a':1}", "[1]", "5", "1.5", "true")) {
        raw.send(
            "{'action':15,'channel':'objects','msgSerial':%d,'messages':[{'data':%s}]}"
                .formatted(serial++, data));
        assertThat(RawClient.code(raw.answer())).as(data).isEqualTo(40013);
      }
    }
    Http.of(broker).post("channels/objects/messages", "{'data':{'a':1}}");
    assertThat(Http.of(broker).post("channels/objects/messages", "{'data':5}").code())
        .isEqualTo(40013);
    Fields stored = Http.of(broker).get("channels/objects/messages").list().getFirst();
    assertThat(stored.string("data")).isEqualTo("{\"a\":1}");
    assertThat(stored.string("encoding")).isEqualTo("json");
  }

  @Test
  void trap_10_a_repeated_serial_gets_its_first_answer_and_publishes_nothing() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.attach("again", "");
      Fields first = raw.publish("again", 0, "x");
      Fields refused = raw.publish("", 1, "x");
      assertThat(raw.publish("again", 0, "x").asMap()).isEqualTo(first.asMap());
      assertThat(raw.publish("", 1, "x").asMap()).isEqualTo(refused.asMap());
      assertThat(Http.of(broker).get("channels/again/messages").list()).hasSize(1);
    }
  }

  @Test
  void trap_11_attached_always_answers_with_serial_modes_and_params() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      Fields first = raw.attach("modes", "'params':{'modes':'Subscribe,PUBLISH','agent':'x'}");
      assertThat(first.string("channelSerial")).isNotEmpty();
      assertThat(first.number("flags", 0)).isEqualTo(0x60000);
      assertThat(RawClient.inner(first, "params").asMap())
          .containsExactly(Map.entry("modes", "publish,subscribe"));
      Fields again = raw.attach("modes", "'flags':" + 0x40000);
      assertThat(again.number("flags", 0)).isEqualTo(0x40000 | 4);
      assertThat(again.string("channelSerial")).isEqualTo(first.string("channelSerial"));
      assertThat(again.asMap()).doesNotContainKey("params");
      assertThat(raw.attach("plain", "'flags':0").number("flags", 0)).isEqualTo(DEFAULT_MODES);
    }
  }

  @Test
  void trap_12_sync_ids_are_plain_and_has_presence_is_set_exactly_when_a_sync_follows() {
    try (RawClient raw = RawClient.withKey(broker, "");
        RawClient reader = RawClient.withKey(broker, "")) {
      assertThat(raw.attach("many", "").number("flags", 0) & 1).isZero();
      String members =
          IntStream.range(0, 250)
              .mapToObj(i -> "{'action':2,'clientId':'m" + i + "'}")
              .reduce((left, right) -> left + "," + right)
              .orElseThrow();
      raw.send("{'action':14,'channel':'many','msgSerial':0,'presence':[" + members + "]}");
      raw.answer();
      assertThat(reader.attach("many", "").number("flags", 0) & 1).isEqualTo(1);
      int seen = 0;
      String cursor;
      do {
        Fields page = reader.await(FrameAction.SYNC);
        cursor = String.valueOf(page.string("channelSerial"));
        assertThat(cursor).matches("[A-Za-z0-9_-]+:\\d*");
        seen += page.list("presence").size();
      } while (!cursor.endsWith(":"));
      assertThat(seen).isEqualTo(250);
      assertThat(reader.attach("many", "'flags':" + 0x40000).number("flags", 0) & 1).isZero();
      assertThat(reader.drain())
          .noneMatch(frame -> frame.number("action", 0) == FrameAction.SYNC.code());
    }
  }

  @Test
  void trap_13_a_leave_made_by_the_broker_does_not_begin_with_the_connection_id() {
    try (RawClient watcher = RawClient.withKey(broker, "")) {
      watcher.attach("lost", "");
      String id;
      long entered;
      try (RawClient raw = RawClient.withKey(broker, "clientId=a")) {
        id = String.valueOf(raw.connected().string("connectionId"));
        raw.attach("lost", "");
        raw.send("{'action':14,'channel':'lost','msgSerial':0,'presence':[{'action':2}]}");
        raw.answer();
        Fields enter = Fields.of(watcher.await(FrameAction.PRESENCE).list("presence").getFirst());
        assertThat(enter.string("id")).isEqualTo(id + ":0:0");
        entered = enter.number("timestamp", 0);
      }
      Fields leave = Fields.of(watcher.await(FrameAction.PRESENCE).list("presence").getFirst());
      assertThat(leave.number("action", 0)).isEqualTo(3);
      assertThat(leave.string("id")).doesNotStartWith(id);
      assertThat(leave.number("timestamp", 0)).isGreaterThan(entered);
    }
  }

  @Test
  void trap_19_flag_32_suppresses_rewind_which_is_echoed_anyway() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.publish("back", 0, "x");
      Fields attached = raw.attach("back", "'flags':32,'params':{'rewind':'1'}");
      assertThat(attached.number("flags", 0)).isEqualTo(DEFAULT_MODES);
      assertThat(RawClient.inner(attached, "params").string("rewind")).isEqualTo("1");
      assertThat(raw.drain()).isEmpty();
    }
    try (RawClient raw = RawClient.withKey(broker, "")) {
      assertThat(raw.attach("back", "'params':{'rewind':'1'}").number("flags", 0))
          .isEqualTo(DEFAULT_MODES | 2);
      raw.await(FrameAction.MESSAGE);
      assertThat(RawClient.code(raw.attach("bad", "'params':{'rewind':'x'}"))).isEqualTo(40000);
    }
  }

  @Test
  void trap_20_presence_needs_attachment_and_client_id_and_is_echoed_to_its_owner() {
    String enter = "{'action':14,'channel':'own','msgSerial':%d,'presence':[{'action':2}]}";
    Http.Answer token = Http.of(broker).post("keys/app.key/requestToken", "{'keyName':'app.key'}");
    try (RawClient anonymous =
            RawClient.open(broker, "v=4&access_token=" + token.object().string("token"));
        RawClient anyone = RawClient.withKey(broker, "")) {
      for (RawClient client : List.of(anonymous, anyone)) {
        client.attach("own", "");
        client.send(enter.formatted(0));
      }
      assertThat(RawClient.code(anonymous.answer())).isEqualTo(91000);
      assertThat(RawClient.code(anyone.answer())).isEqualTo(40012);
    }
    try (RawClient raw = RawClient.withKey(broker, "clientId=a&echo=false")) {
      raw.send(enter.formatted(0));
      assertThat(RawClient.code(raw.answer())).isEqualTo(91001);
      raw.attach("own", "'flags':" + 0x10000);
      raw.send(enter.formatted(1));
      // The event comes before its ACK, so that who waits for the ACK has seen it.
      assertThat(raw.next().list("presence")).hasSize(1);
      assertThat(raw.next().number("action", -1)).isEqualTo(FrameAction.ACK.code());
    }
  }

  @Test
  void trap_21_a_missing_capability_is_40160_and_a_missing_mode_40165() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.attach("modeless", "'flags':" + 0x40000);
      assertThat(RawClient.code(raw.publish("modeless", 0, "x"))).isEqualTo(40165);
    }
    try (RawClient raw = RawClient.open(broker, "v=4&key=app.sub:s")) {
      Fields refused = raw.publish("modeless", 0, "x");
      assertThat(RawClient.code(refused)).isEqualTo(40160);
      assertThat(RawClient.message(refused))
          .isEqualTo("Unable to perform channel operation (permission denied)");
      raw.attach("modeless", "");
      assertThat(RawClient.code(raw.publish("modeless", 1, "x"))).isEqualTo(40160);
    }
  }

  @Test
  void trap_22_a_duplicate_succeeds_with_the_first_serials() {
    String frame =
        "{'action':15,'channel':'twice','msgSerial':%d,'messages':[{'id':'k','data':'%s'}]}";
    try (RawClient raw = RawClient.withKey(broker, "")) {
      Object first = raw.send(frame.formatted(0, "a")).answer().list("res");
      Object second = raw.send(frame.formatted(1, "b")).answer().list("res");
      assertThat(second).isEqualTo(first);
      Http.Answer third =
          Http.of(broker).post("channels/twice/messages", "{'id':'k:0','data':'c'}");
      assertThat(third.status()).isEqualTo(201);
      assertThat(List.of(new Fields().put("serials", third.object().list("serials")).asMap()))
          .isEqualTo(first);
      assertThat(Http.of(broker).get("channels/twice/messages").list()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void trap_23_the_largest_message_fits_a_frame(boolean binary) throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel channel = SdkClients.attached(clients.connected(), "largest-" + binary);
      List<Message> received = SdkClients.collect(channel);
      SdkClients.publish(channel, new Message(null, "\u0001".repeat(65_536)));
      await().until(() -> received.size() == 1);
      assertThat(received.getFirst().data).isEqualTo("\u0001".repeat(65_536));
    }
  }

  @Test
  void trap_24_a_subscriber_that_does_not_read_slows_nobody() {
    String data = "x".repeat(20_000);
    try (RawClient hanging = RawClient.withKey(broker, "");
        RawClient quick = RawClient.withKey(broker, "")) {
      hanging.attach("busy", "");
      hanging.stopReading();
      quick.attach("busy", "");
      for (int i = 0; i < 1_000; i++) {
        quick.send(
            "{'action':15,'channel':'busy','msgSerial':%d,'messages':[{'data':'%s'}]}"
                .formatted(i, data));
      }
      for (int i = 0; i < 1_000; i++) {
        int serial = i;
        quick.await(frame ->
            frame.number("action", 0) == FrameAction.MESSAGE.code()
                && String.valueOf(frame.string("id")).endsWith(":" + serial));
      }
    }
  }

  @Test
  void trap_27_zeros_that_ably_java_sends_in_json_mean_nothing() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      Fields attached = raw.attach("zeros", "'flags':0,'count':0,'timestamp':0");
      assertThat(attached.number("flags", 0)).isEqualTo(DEFAULT_MODES);
      raw.send(
          "{'action':15,'channel':'zeros','msgSerial':0,'flags':0,'count':0,'timestamp':0,"
              + "'messages':[{'data':'x','timestamp':0}]}");
      Fields message = Fields.of(raw.await(FrameAction.MESSAGE).list("messages").getFirst());
      assertThat(message.number("timestamp", 0)).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void trap_31_entering_twice_updates_and_updating_while_absent_enters(boolean binary)
      throws Exception {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      AblyRealtime client = clients.connected(options -> options.clientId = "a");
      Channel channel = SdkClients.attached(client, "twice-" + binary);
      List<PresenceMessage> events = new CopyOnWriteArrayList<>();
      channel.presence.subscribe(events::add);
      channel.presence.enter("1", null);
      channel.presence.enter("2", null);
      channel.presence.leave(null);
      channel.presence.update("3", null);
      await().until(() -> events.size() == 4);
      assertThat(events)
          .extracting(event -> event.action)
          .containsExactly(
              PresenceMessage.Action.enter,
              PresenceMessage.Action.update,
              PresenceMessage.Action.leave,
              PresenceMessage.Action.enter);
      assertThat(events.get(2).data).as("a leave repeats the member's data").isEqualTo("2");
    }
  }

  @Test
  void a_resumed_client_may_repeat_presence_before_it_attaches_and_stale_entries_change_nothing() {
    String frame = "{'action':14,'channel':'early','msgSerial':%d,'presence':[{'action':%d,%s}]}";
    String key;
    String id;
    try (RawClient raw = RawClient.withKey(broker, "clientId=a")) {
      Fields connected = raw.connected();
      key = RawClient.connectionKey(connected);
      id = String.valueOf(connected.string("connectionId"));
      raw.attach("early", "");
      raw.send(frame.formatted(0, 2, "'data':'1'"));
      raw.answer();
    }
    try (RawClient raw = RawClient.withKey(broker, "clientId=a&resume=" + key)) {
      raw.send(frame.formatted(1, 4, "'data':'2'"));
      assertThat(raw.answer().number("action", 0)).isEqualTo(FrameAction.ACK.code());
      raw.attach("early", "");
      raw.send(frame.formatted(2, 2, "'data':'1','id':'" + id + ":0:0'"));
      assertThat(raw.answer().number("action", 0)).isEqualTo(FrameAction.ACK.code());
      assertThat(Http.of(broker).get("channels/early/presence").list())
          .extracting(member -> member.string("data"))
          .containsExactly("2");
      raw.send("{'action':12,'channel':'early'}");
      raw.send(frame.formatted(3, 2, "'data':'3'"));
      assertThat(RawClient.code(raw.answer())).isEqualTo(91001);
    }
  }

  @Test
  void trap_34_a_qualified_name_and_its_bare_name_are_one_channel() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.publish("bare", 0, "old");
      raw.attach("[?rewind=1]bare", "");
      Fields replayed = raw.await(FrameAction.MESSAGE);
      assertThat(replayed.string("channel")).isEqualTo("[?rewind=1]bare");
      raw.publish("bare", 1, "new");
      assertThat(raw.await(FrameAction.MESSAGE).string("channel")).isEqualTo("[?rewind=1]bare");
      assertThat(Http.of(broker).get("channels/%5B%3Frewind=1%5Dbare/messages").list()).hasSize(2);
    }
  }
}
