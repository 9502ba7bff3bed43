package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.WireFormat;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The traps of REST; the number is the row of the trap list. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RestTrapsTest {
  private static final Pattern LINK =
      Pattern.compile("<\\./(\\w+)\\?(\\w+=[^&=]+)(&\\w+=[^&=]+)*>; rel=\"(\\w+)\"");

  private LocalBroker broker;

  @BeforeAll
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults());
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void trap_5_the_content_type_has_no_charset_on_any_answer() {
    for (String path : List.of("time", "channels/c/messages", "nowhere", "channels/,/messages")) {
      assertThat(Http.of(broker).get(path).header("Content-Type"))
          .as(path)
          .isEqualTo("application/json");
      Http.Answer packed = Http.of(broker).header("Accept", "application/x-msgpack").get(path);
      assertThat(packed.header("Content-Type")).as(path).isEqualTo("application/x-msgpack");
      assertThat(packed.tree()).isNotNull();
    }
  }

  @Test
  void trap_6_links_are_separate_relative_headers_whose_parameters_all_have_a_value() {
    for (int i = 0; i < 5; i++) {
      Http.of(broker).post("channels/a%2Fb%20c/messages", "{'data':'" + i + "'}");
    }
    String path = "channels/a%2Fb%20c/messages";
    String query = "?limit=2";
    int seen = 0;
    while (!query.isEmpty()) {
      Http.Answer page = Http.of(broker).get(path + query);
      seen += page.list().size();
      assertThat(page.headers("Link")).hasSizeBetween(2, 3).allMatch(LINK.asMatchPredicate());
      query = "";
      for (String link : page.headers("Link")) {
        if (link.endsWith("rel=\"next\"")) {
          query = link.substring(link.indexOf('?'), link.indexOf('>'));
        }
      }
    }
    assertThat(seen).isEqualTo(5);
    assertThat(Http.of(broker).get("channels/empty/messages").headers("Link")).hasSize(2);
  }

  @Test
  void trap_17_history_answers_to_both_paths_and_both_names_of_the_attach_point() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.publish("both", 0, "before");
      String serial = String.valueOf(raw.attach("both", "").string("channelSerial"));
      raw.publish("both", 1, "after");
      for (String path : List.of("messages", "history")) {
        for (String name : List.of("fromSerial", "from_serial")) {
          assertThat(
                  Http.of(broker).get("channels/both/" + path + "?" + name + "=" + serial).list())
              .extracting(message -> message.string("data"))
              .containsExactly("before");
        }
      }
    }
  }

  @Test
  void trap_23_a_slash_in_a_channel_name_is_part_of_the_name() {
    Http.of(broker).post("channels/x%2Fpresence%2Fhistory/messages", "{'data':'1'}");
    assertThat(Http.of(broker).get("channels/x%2Fpresence%2Fhistory/messages").list()).hasSize(1);
    assertThat(Http.of(broker).get("channels/x/presence/history").list()).isEmpty();
  }

  @Test
  void trap_30_messages_lie_between_two_readings_of_the_time() {
    long before = time();
    Http.of(broker).post("channels/clock/messages", "{'data':'1'}");
    long after = time();
    String range = "?start=" + before + "&end=" + after;
    assertThat(Http.of(broker).get("channels/clock/messages" + range).list()).hasSize(1);
  }

  private long time() {
    return ((List<?>) Http.anonymous(broker).get("time").tree())
        .stream().map(value -> (Long) value).findFirst().orElseThrow();
  }

  @Test
  void msgpack_bodies_keep_bytes_and_json_readers_get_base64() {
    byte[] body =
        WireFormat.MSGPACK.encode(new Fields().put("data", new byte[] {1, 2}).put("name", "bin"));
    Http.of(broker)
        .header("Content-Type", "application/x-msgpack")
        .send("POST", "channels/bytes/messages", body);
    Fields json = Http.of(broker).get("channels/bytes/messages").list().getFirst();
    assertThat(json.string("data")).isEqualTo("AQI=");
    assertThat(json.string("encoding")).isEqualTo("base64");
    Fields packed =
        Http.of(broker)
            .header("Accept", "application/x-msgpack")
            .get("channels/bytes/messages")
            .list()
            .getFirst();
    assertThat((byte[]) packed.value("data")).containsExactly(1, 2);
    assertThat(packed.has("encoding")).isFalse();
  }

  @Test
  void a_test_app_has_its_keys_namespaces_and_members_and_can_be_deleted() {
    Http.Answer created =
        Http.anonymous(broker)
            .post(
                "apps",
                "{'keys':[{},{'capability':'{\\'a\\':[\\'publish\\']}'},{'revocableTokens':true}],"
                    + "'namespaces':[{'id':'persisted','persisted':true},{'id':'other'}],"
                    + "'channels':[{'name':'persisted:members','presence':["
                    + "{'clientId':'one','data':'true'},"
                    + "{'clientId':'two','data':'AQI=','encoding':'json/utf-8/cipher+aes-128-cbc/base64'}]}]}"
                        .replace("\\'", "\\\\\""));
    assertThat(created.status()).isEqualTo(201);
    Fields app = created.object();
    assertThat(app.list("keys")).hasSize(3);
    assertThat(app.list("namespaces")).hasSize(2);
    assertThat(app.string("appId")).matches("[A-Za-z0-9]{6}");
    Fields key = Fields.of(app.list("keys").getFirst());
    assertThat(key.string("keyStr"))
        .isEqualTo(key.string("keyName") + ":" + key.string("keySecret"));
    Http owner = Http.anonymous(broker).basic(String.valueOf(key.string("keyStr")));
    List<Fields> members = owner.get("channels/persisted:members/presence").list();
    assertThat(members)
        .extracting(member -> member.string("encoding"))
        .containsExactly(null, "json/utf-8/cipher+aes-128-cbc/base64");
    assertThat(owner.get("channels/persisted:members/presence/history").list()).hasSize(2);
    assertThat(owner.send("DELETE", "apps/" + app.string("appId"), null).status()).isEqualTo(204);
    assertThat(owner.send("DELETE", "apps/" + app.string("appId"), null).status()).isEqualTo(204);
    assertThat(owner.get("channels/c/messages").code()).isEqualTo(40400);
  }

  @Test
  void clients_of_a_test_app_get_their_frames_as_over_a_network() {
    Fields app = Http.anonymous(broker).post("apps", "{'keys':[{}]}").object();
    String key = Fields.of(app.list("keys").getFirst()).string("keyStr");
    try (RawClient raw = RawClient.open(broker, "v=4&key=" + key)) {
      raw.connected();
      long asked = System.nanoTime();
      raw.send("{'action':0}").await(FrameAction.HEARTBEAT);
      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(19));
    }
  }
}
