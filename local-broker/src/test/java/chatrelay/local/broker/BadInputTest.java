package chatrelay.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.FrameAction;
import chatrelay.local.broker.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must not harm the broker: each gets Ably's code, and a bystander that was connected before
 * still publishes and receives afterwards.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
  private LocalBroker broker;
  private RawClient bystander;

  @BeforeAll
  void start() {
    broker = LocalBroker.start(BrokerOptions.defaults());
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @BeforeEach
  void connectBystander() {
    bystander = RawClient.withKey(broker, "");
    bystander.attach("bystander", "");
  }

  @AfterEach
  void bystanderIsUnharmed() {
    assertThat(bystander.publish("bystander", 0, "x").number("action", 0))
        .isEqualTo(FrameAction.ACK.code());
    bystander.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-9223372036854775808", "9223372036854775807", "1e300"})
  void a_negative_or_huge_serial_is_refused(String serial) {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.send("{'action':15,'channel':'c','msgSerial':" + serial + ",'messages':[{'data':'x'}]}");
      assertThat(RawClient.code(raw.answer())).isEqualTo(40003);
      assertThat(raw.publish("c", 0, "x").number("action", 0)).isEqualTo(FrameAction.ACK.code());
    }
  }

  @Test
  void a_publish_without_a_serial_or_without_messages_is_refused() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.send("{'action':15,'channel':'c','messages':[{'data':'x'}]}");
      assertThat(RawClient.code(raw.answer())).isEqualTo(40003);
      raw.send("{'action':15,'channel':'c','msgSerial':0,'messages':[]}");
      assertThat(RawClient.code(raw.answer())).isEqualTo(40030);
      raw.send("{'action':15,'channel':'c','msgSerial':1,'messages':[null,7,'x']}");
      assertThat(RawClient.code(raw.answer())).isEqualTo(40000);
    }
  }

  @Test
  void names_extras_and_ids_of_a_wrong_form_are_refused() {
    Http http = Http.of(broker);
    String path = "channels/forms/messages";
    assertThat(http.post(path, "{'name':5}").code()).isEqualTo(40016);
    assertThat(http.post(path, "{'extras':'x'}").code()).isEqualTo(40032);
    assertThat(http.post(path, "{'extras':{'headers':{'a':1},'mine':2}}").code()).isEqualTo(40032);
    assertThat(http.post(path, "{'id':''}").code()).isEqualTo(40031);
    assertThat(http.post(path, "[{'id':'a:0'},{'id':'a:2'}]").code()).isEqualTo(40031);
    assertThat(http.post(path, "[{'id':'a:0'},{}]").code()).isEqualTo(40031);
    assertThat(http.post(path, "[{'id':'a:0'},{'id':'b:1'}]").code()).isEqualTo(40031);
    assertThat(http.post(path, "[{'id':'a:0'},{'id':'a:1'}]").status()).isEqualTo(201);
    assertThat(http.post(path, "{'clientId':'*'}").code()).isEqualTo(40012);
    assertThat(http.get(path).list()).hasSize(2);
  }

  @Test
  void a_frame_of_one_mebibyte_closes_the_socket_with_1009() throws IOException {
    try (Socket socket = new Socket(broker.host(), broker.port())) {
      socket.setSoTimeout(20_000);
      String upgrade =
          "GET /?v=4&key=%s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  .formatted(broker.key())
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
      socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.UTF_8));
      byte[] greeting = socket.getInputStream().readNBytes(12);
      assertThat(new String(greeting, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 101");
      byte[] announced = {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 1, 2, 3, 4};
      socket.getOutputStream().write(announced);
      ByteArrayOutputStream rest = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(rest);
      byte[] bytes = rest.toByteArray();
      int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf('\u0088');
      assertThat(((bytes[at + 2] & 0xff) << 8) | (bytes[at + 3] & 0xff)).isEqualTo(1009);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dd7fffffff", // array32
        "ddffffffff",
        "df7fffffff", // map32
        "db7fffffff61", // str32
        "c67fffffff00", // bin32
        "c97fffffff00", // ext32
        "c9ffffffff00",
        "81a6616374696f6ec1", // the byte that is never used
        "81a6616374696f6e", // cut off
        "81a6616374696f6e00ff", // more than one value
        "d6ff00000000" // a time stamp
      })
  void a_msgpack_frame_that_lies_about_its_length_is_refused(String hex) {
    try (RawClient raw = RawClient.binary(broker)) {
      raw.connected();
      raw.sendBinary(java.util.HexFormat.of().parseHex(hex));
      assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40000);
    }
  }

  @Test
  void nested_msgpack_arrays_that_each_promise_the_rest_of_the_frame_cost_no_memory() {
    byte[] bomb = new byte[400_000];
    for (int i = 0; i < 150; i++) {
      bomb[i * 5] = (byte) 0xdd;
      bomb[i * 5 + 2] = 5; // 0x00050000 elements, as many as there are bytes
    }
    try (RawClient raw = RawClient.binary(broker)) {
      raw.connected();
      long before = usedMemory();
      for (int i = 0; i < 20; i++) {
        try (RawClient attacker = RawClient.binary(broker)) {
          attacker.connected();
          attacker.sendBinary(bomb);
          assertThat(RawClient.code(attacker.await(FrameAction.ERROR))).isEqualTo(40000);
        }
      }
      assertThat(usedMemory() - before).isLessThan(200L << 20);
    }
  }

  private static long usedMemory() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void json_nested_20_000_deep_is_refused_on_the_socket_and_in_rest() {
    String deep = "[".repeat(20_000) + "]".repeat(20_000);
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.connected();
      raw.send("{'action':15,'messages':" + deep + "}");
      assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40000);
    }
    assertThat(Http.of(broker).post("channels/c/messages", deep).code()).isEqualTo(40000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "", "nonsense", "[1,2]", "5", "{'action':15}{'action':15}"})
  void malformed_json_is_refused(String json) {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      raw.connected();
      raw.send(json);
      assertThat(RawClient.code(raw.await(FrameAction.ERROR))).isEqualTo(40000);
    }
  }

  @Test
  void unknown_encodings_are_kept_and_never_interpreted() {
    for (String encoding : List.of("json/x-unknown", "vcdiff/base64x", "utf-8//", "base64/zip")) {
      Http.of(broker)
          .post("channels/encodings/messages", "{'data':'{broken','encoding':'" + encoding + "'}");
      Fields stored = Http.of(broker).get("channels/encodings/messages").list().getFirst();
      assertThat(stored.string("data")).isEqualTo("{broken");
      assertThat(stored.string("encoding")).isEqualTo(encoding);
    }
    Http.of(broker).post("channels/encodings/messages", "{'data':'***','encoding':'base64'}");
    Fields stored = Http.of(broker).get("channels/encodings/messages").list().getFirst();
    assertThat(stored.string("data")).isEqualTo("***");
    assertThat(stored.string("encoding")).isEqualTo("base64");
  }

  @Test
  void ten_thousand_attaches_work_and_hosted_limits_allow_two_hundred() {
    try (RawClient raw = RawClient.withKey(broker, "")) {
      for (int i = 0; i < 10_000; i++) {
        raw.send("{'action':10,'channel':'many-" + i + "'}");
      }
      raw.await(frame -> "many-9999".equals(frame.string("channel")));
      assertThat(RawClient.code(raw.attach("one-more", ""))).isEqualTo(90010);
    }
    try (LocalBroker hosted = LocalBroker.start(BrokerOptions.defaults().withHostedLimits());
        RawClient raw = RawClient.withKey(hosted, "")) {
      for (int i = 0; i < 200; i++) {
        assertThat(raw.attach("c" + i, "").has("error")).isFalse();
      }
      assertThat(RawClient.code(raw.attach("one-more", ""))).isEqualTo(90010);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":a",
        ",a",
        "[a",
        "[x]a",
        "[?rewind=1]",
        "[?rewind]a",
        "[?a=1",
        " a",
        "\\ta",
        "a\\nb",
        "a\\u000bb",
        "a\\fb",
        "a\\rb",
        "a\\u0085b",
        "a\\u2028b",
        "a\\u2029b",
        "\\u00a0a"
      })
  void forbidden_channel_names_are_refused_everywhere(String json) throws IOException {
    String name =
        String.valueOf(
            WireFormat.JSON.decode(("\"" + json + "\"").getBytes(StandardCharsets.UTF_8)));
    try (RawClient raw = RawClient.withKey(broker, "clientId=a")) {
      raw.send("{'action':10,'channel':'" + json + "'}");
      Fields error = raw.await(FrameAction.ERROR);
      assertThat(error.string("channel")).isEqualTo(name);
      assertThat(RawClient.code(error)).isEqualTo(40010);
      raw.send("{'action':15,'channel':'" + json + "','msgSerial':0,'messages':[{'data':'x'}]}");
      assertThat(RawClient.code(raw.answer())).isEqualTo(40010);
      raw.send("{'action':14,'channel':'" + json + "','msgSerial':1,'presence':[{'action':2}]}");
      assertThat(RawClient.code(raw.answer())).isEqualTo(40010);
    }
    if (!name.isEmpty()) {
      String path = java.net.URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
      assertThat(Http.of(broker).get("channels/" + path + "/messages").code()).isEqualTo(40010);
    }
  }

  @Test
  void path_tricks_lead_nowhere() throws IOException {
    for (String path :
        List.of(
            "/channels/../keys",
            "/..%2f..%2fetc/passwd",
            "/%2e%2e/time",
            "//time",
            "/channels//messages",
            "/channels/a/b/c",
            "/keys/app.key",
            "/time%00",
            "/channels/%zz/messages",
            "/channels/%/messages",
            "/?",
            "/time?%zz=%")) {
      String answer = exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(answer.lines().findFirst().orElse(""))
          .as(path)
          .matches("HTTP/1.1 4\\d\\d .*|HTTP/1.1 200 OK");
      assertThat(answer).doesNotContain("root:", "Exception");
    }
    assertThat(exchange("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(broker.host(), broker.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void a_body_of_more_than_the_limit_is_refused() {
    String large = "{'data':'" + "x".repeat(600_000) + "'}";
    Http.Answer answer = Http.of(broker).post("channels/c/messages", large);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.code()).isEqualTo(40009);
  }

  @Test
  void a_request_that_dribbles_is_cut_off_within_ten_seconds() throws IOException {
    try (Socket socket = new Socket(broker.host(), broker.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write("GET /time HTTP/1.1\r\nHost".getBytes(StandardCharsets.UTF_8));
      long since = System.nanoTime();
      InputStream in = socket.getInputStream();
      assertThat(in.read()).isEqualTo(-1);
      assertThat((System.nanoTime() - since) / 1_000_000_000.0).isBetween(5.0, 15.0);
    }
  }

  @Test
  void a_half_closed_socket_ends_and_its_request_is_still_answered() throws IOException {
    try (Socket socket = new Socket(broker.host(), broker.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("GET /time HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200");
    }
  }
}
