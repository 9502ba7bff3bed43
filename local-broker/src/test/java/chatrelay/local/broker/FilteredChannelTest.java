package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels named {@code [filter=…]name}, which let through what an expression says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FilteredChannelTest {
  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker =
        LocalBroker.start(BrokerOptions.defaults().withKey("app.wide:s", "{\"[*]*\":[\"*\"]}"));
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void a_filtered_channel_delivers_the_messages_of_a_publish_that_pass() {
    String name = filtered("name == `\"a\"` && headers.number == `7`", "some");
    try (RawClient raw = open("{\"[*]*\":[\"*\"]}")) {
      raw.send(attach(name));
      Fields attached = raw.await(FrameAction.ATTACHED);
      assertThat(attached.string("channel")).isEqualTo(name);
      assertThat(attached.number("flags", 0)).as("may only subscribe").isEqualTo(1 << 18);
      Http.of(broker)
          .post(
              "channels/some/messages",
              "[{'name':'a','data':'0','extras':{'headers':{'number':7}}},{'name':'a','data':'1'},"
                  + "{'name':'b','data':'2','extras':{'headers':{'number':7}}},"
                  + "{'name':'a','data':'3','extras':{'headers':{'number':7.0}}}]");
      Http.of(broker).post("channels/some/messages", "{'name':'c'}");
      Http.of(broker)
          .post(
              "channels/some/messages",
              "{'name':'a','data':'4','extras':{'headers':{'number':7}}}");
      Fields first = raw.await(FrameAction.MESSAGE);
      assertThat(first.string("channel")).isEqualTo(name);
      assertThat(first.list("messages"))
          .extracting(message -> Fields.of(message).string("data"))
          .containsExactly("0", "3");
      assertThat(
              Fields.of(raw.await(FrameAction.MESSAGE).list("messages").getFirst()).string("data"))
          .isEqualTo("4");
    }
  }

  @Test
  void a_filter_of_many_alternatives_takes_no_longer_than_they_are_many() {
    String name = filtered(String.join(" || ", Collections.nCopies(60, "name")), "many");
    try (RawClient raw = open("{\"[*]*\":[\"*\"]}")) {
      raw.send(attach(name));
      raw.await(FrameAction.ATTACHED);
      Http.of(broker).post("channels/many/messages", "{'name':'a'}");
      assertThat(raw.await(FrameAction.MESSAGE).string("channel")).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "!", "{a:", "[", "a||", "a.", "[?", "not_null(", "`[", "&", "*."})
  void the_deepest_expressions_are_answered_and_judged(String part) {
    String expression = part.repeat(1_023 / part.length()) + "a";
    try (RawClient raw = open("{\"[*]*\":[\"*\"]}")) {
      raw.send(attach(filtered(expression, "deep")));
      Fields answer = raw.await(frame -> frame.has("channel"));
      assertThat(answer.has("error") ? RawClient.code(answer) : 0).isIn(0, 40010);
      Http.of(broker).post("channels/deep/messages", "{'name':'a'}");
      raw.send(attach("deep"));
      assertThat(raw.await(FrameAction.ATTACHED).string("channel")).isEqualTo("deep");
      raw.send(attach(filtered("a".repeat(1_025), "deep")));
      assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40010);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "name == 'a' || name == 'b' ; true",
        "!(name == 'a') ; false",
        "headers.flag ; true",
        "!headers.none && headers.\"two words\" == 'x' ; true",
        "headers.number > `6` && headers.number <= `7` ; true",
        "headers.number < `7` ; false",
        "headers.number != `7` ; false",
        "name > `1` ; false",
        "extras.headers.number >= `7` && clientId == 'me' ; true",
        "extras.headers.none.deeper == `null` ; true",
        "extras.headers.empty == `null` ; true",
        "extras.headers.empty ; false",
        "length(name) == `1` ; true",
        "length(none) == `1` ; false",
        "contains(headers.tags, 'new') && headers.tags[1] == 'old' ; true",
        "headers.tags[?@ == 'neither'] ; false",
        "starts_with(clientId, 'm') ; true",
      })
  void expressions_mean_what_they_mean_in_jmespath(String expression, boolean passes) {
    String channel = "e" + Integer.toHexString(expression.hashCode());
    try (RawClient raw = open("{\"[filter]*\":[\"subscribe\"]}")) {
      raw.send(attach(filtered(expression, channel)));
      raw.await(FrameAction.ATTACHED);
      Http.of(broker)
          .post(
              "channels/" + channel + "/messages",
              "{'name':'a','clientId':'me','extras':{'headers':"
                  + "{'number':7,'flag':true,'two words':'x','tags':['new','old'],'empty':null}}}");
      assertThat(raw.drain()).hasSize(passes ? 1 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name ==",
        "size(name)",
        "length()",
        "(name",
        "name)",
        "`{`",
        "a.",
        "!",
        "a b"
      })
  void what_is_no_expression_is_refused(String expression) {
    try (RawClient raw = open("{\"[*]*\":[\"*\"]}")) {
      raw.send(attach(filtered(expression, "refused")));
      assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40010);
      raw.send(attach("[filter=???]refused"));
      assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40010);
    }
  }

  @Test
  void a_filtered_channel_needs_a_capability_of_its_own_and_takes_no_publish() {
    String name = filtered("name", "own");
    for (String narrow : new String[] {"*", "own", "[queue]*", "[filter]other"}) {
      try (RawClient raw = open("{\"" + narrow + "\":[\"*\"]}")) {
        raw.send(attach(name));
        assertThat(RawClient.code(raw.await(FrameAction.ERROR))).as(narrow).isEqualTo(40160);
      }
    }
    for (String wide : new String[] {"[filter]own", "[*]own", "[*]*"}) {
      try (RawClient raw = open("{\"" + wide + "\":[\"*\"]}")) {
        raw.send(attach(name));
        assertThat(raw.await(FrameAction.ATTACHED).has("error")).as(wide).isFalse();
        assertThat(RawClient.code(raw.publish(name, 0, "x"))).as(wide).isEqualTo(40010);
      }
    }
  }

  @Test
  void a_filtered_channel_takes_rewind_in_its_qualifier() {
    Http.of(broker)
        .post("channels/rewound/messages", "[{'name':'a','data':'1'},{'name':'b','data':'2'}]");
    try (RawClient raw = open("{\"[*]*\":[\"*\"]}")) {
      raw.send(attach("[filter=" + base64("name == 'b'") + "?rewind=1]rewound"));
      raw.await(FrameAction.ATTACHED);
      assertThat(
              Fields.of(raw.await(FrameAction.MESSAGE).list("messages").getFirst()).string("data"))
          .isEqualTo("2");
    }
  }

  private RawClient open(String capability) {
    String body = "{'keyName':'app.wide','capability':" + capability + "}";
    String token =
        String.valueOf(
            Http.anonymous(broker)
                .basic("app.wide:s")
                .post("keys/app.wide/requestToken", body)
                .object()
                .string("token"));
    RawClient raw = RawClient.open(broker, "v=4&accessToken=" + token);
    raw.connected();
    return raw;
  }

  private static String attach(String channel) {
    return "{'action':10,'channel':'" + channel + "'}";
  }

  private static String filtered(String expression, String channel) {
    return "[filter=" + base64(expression) + "]" + channel;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
