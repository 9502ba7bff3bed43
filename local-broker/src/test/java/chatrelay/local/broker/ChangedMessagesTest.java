package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.ably.lib.realtime.AblyRealtime;
import io.ably.lib.realtime.Channel;
import io.ably.lib.rest.AblyRest;
import io.ably.lib.types.AblyException;
import io.ably.lib.types.ChannelOptions;
import io.ably.lib.types.Message;
import io.ably.lib.types.MessageAction;
import io.ably.lib.types.MessageExtras;
import io.ably.lib.types.MessageOperation;
import io.ably.lib.types.Param;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Updates, deletions and ephemeral messages as ably-java 1.5.0 and later SDKs send them. */
@Timeout(30)
class ChangedMessagesTest {
  private static final String OWN =
      "{\"*\":[\"publish\",\"subscribe\",\"history\",\"message-update-own\"]}";

  private LocalBroker broker;

  @BeforeEach
  void start() {
    broker =
        LocalBroker.start(
            BrokerOptions.defaults().withMutable("notes").withKey("app.own:secret", OWN));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_change_is_delivered_live_and_takes_the_place_of_its_message_in_history(boolean binary)
      throws AblyException {
    try (SdkClients clients = new SdkClients(broker, binary)) {
      Channel channel = clients.connected().channels.get("notes:a");
      List<Message> received = SdkClients.collect(channel);
      SdkClients.publish(channel, new Message("m", "one", "ada"), new Message("m", "two", "ada"));
      await().until(() -> received.size() == 2);
      Message first = received.getFirst();

      Message change = new Message(null, "one, edited");
      change.serial = first.serial;
      channel.updateMessage(change, new MessageOperation("bob", "typo", Map.of("k", "v")));
      await().until(() -> received.size() == 3);
      channel.deleteMessage(second(received));
      await().until(() -> received.size() == 4);

      Message edited = received.get(2);
      assertThat(edited.action).isEqualTo(MessageAction.MESSAGE_UPDATE);
      assertThat(edited.serial).isEqualTo(first.serial);
      assertThat(edited.timestamp).isEqualTo(first.timestamp);
      assertThat(edited.clientId).isEqualTo("ada");
      assertThat(edited.name).isEqualTo("m");
      assertThat(edited.version.clientId).isEqualTo("bob");
      assertThat(edited.version.description).isEqualTo("typo");
      assertThat(edited.version.serial).isGreaterThan(first.serial);
      assertThat(received.get(3).action).isEqualTo(MessageAction.MESSAGE_DELETE);

      AblyRest rest = clients.rest();
      Message[] history =
          rest.channels
              .get("notes:a")
              .history(new Param[] {new Param("direction", "forwards")})
              .items();
      assertThat(history).extracting(message -> message.data).containsExactly("one, edited", "two");
      assertThat(history)
          .extracting(message -> message.action)
          .containsExactly(MessageAction.MESSAGE_UPDATE, MessageAction.MESSAGE_DELETE);
      assertThat(channel.getMessage(first.serial).data).isEqualTo("one, edited");
    }
  }

  private static Message second(List<Message> received) {
    Message deletion = new Message(null, null);
    deletion.serial = received.get(1).serial;
    return deletion;
  }

  @Test
  void a_frame_with_an_append_is_an_update_in_history() {
    Http http = Http.of(broker);
    http.post("channels/notes:b/messages", "{\"name\":\"m\",\"data\":\"one\"}");
    String serial = serialOf(http, "notes:b");

    Http.Answer answer =
        patch(http, "channels/notes:b/messages/" + serial, "{\"action\":5,\"data\":\" more\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(http.get("channels/notes:b/messages").text())
        .contains("\"data\":\"one more\"", "\"action\":1");
  }

  @Test
  void a_change_needs_the_rule_of_its_namespace_and_the_right_to_it() {
    Http http = Http.of(broker);
    Http own = Http.anonymous(broker).basic("app.own:secret");
    http.post("channels/plain/messages", "{\"data\":\"one\",\"clientId\":\"ada\"}");
    http.post("channels/notes:c/messages", "{\"data\":\"one\",\"clientId\":\"ada\"}");
    String plain = "channels/plain/messages/" + serialOf(http, "plain");
    String mutable = "channels/notes:c/messages/" + serialOf(http, "notes:c");

    assertThat(patch(http, plain, "{\"data\":\"two\"}").text()).contains("93002");
    assertThat(http.post("channels/plain/messages", "{\"action\":1,\"serial\":\"x\"}").text())
        .contains("93002");
    assertThat(http.post("channels/notes:c/messages", "{\"action\":3}").text()).contains("40003");
    assertThat(own.post(mutable + "/delete", "{}").text()).contains("40160");
    assertThat(patch(http, "channels/notes:c/messages/none", "{}").status()).isEqualTo(404);
    assertThat(http.get("channels/notes:c/messages").text()).contains("\"action\":0");
  }

  @Test
  void an_ephemeral_message_is_delivered_and_never_seen_again() throws AblyException {
    try (SdkClients clients = new SdkClients(broker, true)) {
      AblyRealtime client = clients.connected();
      Channel channel = client.channels.get("live");
      List<Message> received = SdkClients.collect(channel);
      JsonObject extras = new JsonObject();
      extras.addProperty("ephemeral", true);
      SdkClients.publish(
          channel, new Message("m", "typing", new MessageExtras(extras)), new Message("m", "kept"));

      await().atMost(Duration.ofSeconds(10)).until(() -> received.size() == 2);

      assertThat(channel.history(new Param[0]).items())
          .extracting(message -> message.data)
          .containsExactly("kept");
      assertThat(SdkClients.collect(rewound(clients)))
          .extracting(message -> message.data)
          .doesNotContain("typing");
    }
  }

  private static Channel rewound(SdkClients clients) throws AblyException {
    ChannelOptions options = new ChannelOptions();
    options.params = Map.of("rewind", "10");
    return clients.connected().channels.get("live", options);
  }

  private static Http.Answer patch(Http http, String path, String json) {
    return http.header("Content-Type", "application/json")
        .send("PATCH", path, json.getBytes(StandardCharsets.UTF_8));
  }

  private static String serialOf(Http http, String channel) {
    String body = http.get("channels/" + channel + "/messages").text();
    int start = body.indexOf("\"serial\":\"") + 10;
    return body.substring(start, body.indexOf('"', start));
  }
}
