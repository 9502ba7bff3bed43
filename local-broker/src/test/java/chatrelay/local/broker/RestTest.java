package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Endpoints beside publish and history, and the effects of REST on sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RestTest {
  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker =
        LocalBroker.start(
            BrokerOptions.defaults()
                .withKey("other.key:s")
                .withKey("app.narrow:s", "{\"one\":[\"publish\"]}"));
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void a_batch_publishes_to_many_channels_and_tells_each_result() {
    Http modern = Http.of(broker).header("X-Ably-Version", "3");
    Fields result =
        modern.post("messages", "{'channels':['b1',':bad'],'messages':{'data':'x'}}").object();
    assertThat(result.number("successCount", -1)).isEqualTo(1);
    assertThat(result.number("failureCount", -1)).isEqualTo(1);
    Fields good = Fields.of(result.list("results").getFirst());
    assertThat(good.string("messageId")).endsWith(":0");
    assertThat(good.list("serials")).hasSize(1);
    assertThat(RawClient.code(Fields.of(result.list("results").getLast()))).isEqualTo(40010);
    assertThat(modern.post("messages", "[{'channels':'b1','messages':[{'data':'y'}]}]").list())
        .hasSize(1);
    Http old = Http.of(broker).header("X-Ably-Version", "2");
    assertThat(old.post("messages", "{'channels':['b1','b2'],'messages':{'data':'z'}}").list())
        .extracting(entry -> entry.string("channel"))
        .containsExactly("b1", "b2");
    Http.Answer partial = old.post("messages", "{'channels':['b1',''],'messages':{'data':'x'}}");
    assertThat(partial.status()).isEqualTo(400);
    assertThat(partial.code()).isEqualTo(40020);
    assertThat(partial.object().list("batchResponse")).hasSize(2);
    assertThat(old.post("messages", "{'channels':[],'messages':{}}").code()).isEqualTo(40000);
    assertThat(old.send("GET", "messages", null).code()).isEqualTo(40400);
  }

  @Test
  void presence_of_many_channels_comes_in_one_answer() {
    try (RawClient raw = RawClient.withKey(broker, "clientId=ada")) {
      raw.attach("p1", "");
      raw.send("{'action':14,'channel':'p1','msgSerial':0,'presence':[{'action':2,'data':'d'}]}");
      raw.answer();
      Fields result =
          Http.of(broker)
              .header("X-Ably-Version", "3")
              .get("presence?channels=p1,p2,:bad")
              .object();
      assertThat(result.number("successCount", -1)).isEqualTo(2);
      assertThat(Fields.of(result.list("results").getFirst()).list("presence")).hasSize(1);
      assertThat(Http.of(broker).get("channels/p1/presence?clientId=ada").list()).hasSize(1);
      assertThat(Http.of(broker).get("channels/p1/presence?clientId=eve").list()).isEmpty();
      assertThat(Http.of(broker).get("channels/p1/presence?connectionId=x").list()).isEmpty();
      assertThat(Http.of(broker).get("channels/p1/presence/history").list()).hasSize(1);
      assertThat(Http.anonymous(broker).basic("app.narrow:s").get("channels/p1/presence").code())
          .isEqualTo(40160);
    }
  }

  @Test
  void a_channel_tells_its_occupancy_and_all_channels_are_listed_in_pages() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.attach("list:a", "");
      raw.attach("list:b", "");
      raw.attach("list:c", "'flags':" + 0x40000);
      Fields details = Http.of(broker).get("channels/list:c").object();
      Fields metrics =
          RawClient.inner(
              RawClient.inner(RawClient.inner(details, "status"), "occupancy"), "metrics");
      assertThat(metrics.number("connections", -1)).isEqualTo(1);
      assertThat(metrics.number("subscribers", -1)).isEqualTo(1);
      assertThat(metrics.number("publishers", -1)).isZero();
      Http.Answer page = Http.of(broker).get("channels?prefix=list:&limit=2");
      assertThat(page.list())
          .extracting(channel -> channel.string("channelId"))
          .containsExactly("list:a", "list:b");
      assertThat(page.headers("Link")).hasSize(3);
      assertThat(Http.of(broker).get("channels?prefix=list:&by=id").text())
          .isEqualTo("[\"list:a\",\"list:b\",\"list:c\"]");
      assertThat(Http.anonymous(broker).basic("app.narrow:s").get("channels").code())
          .isEqualTo(40160);
      assertThat(Http.anonymous(broker).basic("other.key:s").get("channels").list()).isEmpty();
    }
  }

  @Test
  void occupancy_is_sent_to_those_who_ask_for_it() {
    try (RawClient watcher = RawClient.withKey(broker, "");
        RawClient other = RawClient.withKey(broker, "")) {
      Fields attached = watcher.attach("seats", "'params':{'occupancy':'metrics'}");
      assertThat(RawClient.inner(attached, "params").string("occupancy")).isEqualTo("metrics");
      other.attach("seats", "");
      watcher.await(frame ->
          frame.number("action", 0) == FrameAction.MESSAGE.code()
              && frame.list("messages").stream()
                  .anyMatch(message ->
                      Objects.requireNonNull(Fields.of(message).string("data"))
                          .contains("\"connections\":2")));
    }
    try (RawClient narrow = RawClient.open(broker, "v=4&key=app.narrow:s")) {
      assertThat(RawClient.code(narrow.attach("one", "'params':{'occupancy':'metrics'}")))
          .isEqualTo(40160);
    }
  }

  @Test
  void a_rest_client_publishes_on_behalf_of_a_connection_with_its_key() {
    try (RawClient raw = RawClient.withKey(broker, "clientId=ada")) {
      Fields connected = raw.connected();
      raw.attach("behalf", "");
      Http.of(broker)
          .post(
              "channels/behalf/messages",
              "{'data':'x','connectionKey':'" + RawClient.connectionKey(connected) + "'}");
      Fields message = Fields.of(raw.await(FrameAction.MESSAGE).list("messages").getFirst());
      assertThat(message.string("connectionId")).isEqualTo(connected.string("connectionId"));
      assertThat(message.string("clientId")).isEqualTo("ada");
      assertThat(message.has("connectionKey")).isFalse();
      assertThat(
              Http.of(broker)
                  .post("channels/behalf/messages", "{'data':'x','connectionKey':'wrong'}")
                  .code())
          .isEqualTo(40006);
    }
  }

  @Test
  void what_is_not_offered_is_refused_with_ablys_codes() {
    Http http = Http.of(broker);
    assertThat(http.get("stats").list()).isEmpty();
    assertThat(Http.anonymous(broker).post("stats", "[]").status()).isEqualTo(201);
    assertThat(Http.anonymous(broker).get("stats").code()).isEqualTo(40101);
    for (String path :
        List.of(
            "push/channels",
            "push/deviceRegistrations",
            "sse?channels=a",
            "event-stream",
            "comet/connect",
            "channels/a/objects",
            "channels/a/messages/serial/annotations",
            "channels/a/messages/serial/versions")) {
      assertThat(http.get(path).code()).as(path).isEqualTo(40400);
    }
    assertThat(http.post("channels/a/messages?_forceNack=true", "{'data':'x'}").code())
        .isEqualTo(40099);
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.send("{'action':19,'channel':'a','msgSerial':0,'state':[{}]}");
      assertThat(RawClient.code(raw.answer())).isEqualTo(40000);
      raw.send("{'action':21,'channel':'a','msgSerial':1,'annotations':[{}]}");
      assertThat(RawClient.code(raw.answer())).isEqualTo(40000);
    }
  }

  @Test
  void history_up_to_an_attach_point_that_nobody_issued_is_refused() {
    Http.of(broker).post("channels/upto/messages", "{'data':'x'}");
    assertThat(Http.of(broker).get("channels/upto/messages?fromSerial=nonsense").code())
        .isEqualTo(90008);
  }

  @Test
  void browsers_are_let_in_from_every_origin() {
    Http.Answer preflight =
        Http.anonymous(broker)
            .header("Access-Control-Request-Method", "POST")
            .send("OPTIONS", "channels/a/messages", null);
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(preflight.header("Access-Control-Allow-Headers")).contains("X-Ably-Version");
    assertThat(Http.of(broker).get("time").header("Access-Control-Expose-Headers"))
        .contains("Link");
  }

  @Test
  void members_of_a_lost_connection_leave_after_the_chosen_grace() {
    try (RawClient watcher = RawClient.withKey(broker, "")) {
      watcher.attach("grace", "");
      try (RawClient raw = RawClient.withKey(broker, "clientId=a&remainPresentFor=50")) {
        raw.attach("grace", "");
        raw.send("{'action':14,'channel':'grace','msgSerial':0,'presence':[{'action':2}]}");
        raw.answer();
        watcher.await(FrameAction.PRESENCE);
      }
      assertThat(
              Fields.of(watcher.await(FrameAction.PRESENCE).list("presence").getFirst())
                  .number("action", 0))
          .isEqualTo(3);
    }
  }

  @Test
  void detaching_and_closing_let_members_leave_at_once() {
    try (RawClient watcher = RawClient.withKey(broker, "")) {
      watcher.attach("leaving", "");
      try (RawClient raw = RawClient.withKey(broker, "clientId=a")) {
        for (String way : List.of("{'action':12,'channel':'leaving'}", "{'action':7}")) {
          raw.attach("leaving", "");
          raw.send(
              "{'action':14,'channel':'leaving','msgSerial':%d,'presence':[{'action':2}]}"
                  .formatted(way.contains("12") ? 0 : 1));
          raw.answer();
          watcher.await(FrameAction.PRESENCE);
          raw.send(way);
          Fields left = Fields.of(watcher.await(FrameAction.PRESENCE).list("presence").getFirst());
          assertThat(left.number("action", 0)).isEqualTo(3);
        }
      }
    }
    await().until(() -> Http.of(broker).get("channels/leaving/presence").list().isEmpty());
  }

  @Test
  void echo_can_be_switched_off_per_connection() {
    try (RawClient quiet = RawClient.withKey(broker, "echo=false");
        RawClient other = RawClient.withKey(broker, "")) {
      quiet.attach("echo", "");
      other.attach("echo", "");
      quiet.publish("echo", 0, "mine");
      other.await(FrameAction.MESSAGE);
      other.publish("echo", 0, "theirs");
      Fields only = Fields.of(quiet.await(FrameAction.MESSAGE).list("messages").getFirst());
      assertThat(only.string("data")).isEqualTo("theirs");
    }
  }
}
