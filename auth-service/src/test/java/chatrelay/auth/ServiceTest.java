package chatrelay.auth;

import static chatrelay.auth.Browser.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chatrelay.runtime.UnavailableException;
import chatrelay.schema.RoomName;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the service says of itself, and how it starts and stops. */
class ServiceTest {
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start();
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @Test
  void shouldDescribeEveryRouteAndNoOther() throws Exception {
    HttpResponse<String> response = bed.http.get("/openapi.yaml");
    JsonNode contract =
        new com.fasterxml.jackson.dataformat.yaml.YAMLMapper().readTree(resolved(response.body()));
    Map<String, List<String>> described = new TreeMap<>();
    contract
        .get("paths")
        .properties()
        .forEach(path ->
            described.put(
                path.getKey(),
                path.getValue().properties().stream()
                    .map(method -> method.getKey().toUpperCase(java.util.Locale.ROOT))
                    .sorted()
                    .toList()));
    Map<String, List<String>> served = new TreeMap<>();
    bed.service
        .routes()
        .forEach((path, methods) -> served.put(path, methods.stream().sorted().toList()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(described).isEqualTo(served);
  }

  /** Jackson leaves YAML aliases alone; SnakeYAML follows them. */
  private static String resolved(String yaml) throws Exception {
    return new com.fasterxml.jackson.databind.ObjectMapper()
        .writeValueAsString(
            new org.yaml.snakeyaml.Yaml(
                    new org.yaml.snakeyaml.constructor.SafeConstructor(
                        new org.yaml.snakeyaml.LoaderOptions()))
                .<Object>load(yaml));
  }

  @Test
  void shouldTellClientsAllTheyNeed() {
    JsonNode configuration = bed.http.json(bed.http.get("/.well-known/chat-configuration"));

    assertThat(configuration.at("/urls/auth").asText()).isEqualTo("/auth");
    assertThat(configuration.at("/urls/history").asText()).isEqualTo("/rooms/{room}/messages");
    assertThat(configuration.at("/broker/endpoint").asText()).isEqualTo("127.0.0.1");
    assertThat(configuration.at("/broker/port").asInt()).isEqualTo(bed.broker.port());
    assertThat(configuration.at("/broker/tls").asBoolean()).isFalse();
    assertThat(configuration.at("/channels/inbound").asText()).isEqualTo("chat-in:{room}");
    assertThat(configuration.at("/channels/outbound").asText()).isEqualTo("chat-out:{room}");
    assertThat(configuration.at("/channels/feedback").asText()).isEqualTo("chat-user:{client}");
    assertThat(configuration.at("/limits/rooms").asInt()).isEqualTo(10);
    assertThat(configuration.toString()).doesNotContain("5igner", "secret");
  }

  @Test
  void shouldShowFiguresOnTheAdminPortOnly() {
    bed.http.get("/auth?room=lobby");
    bed.http.get("/auth?room=*");
    Browser admin = new Browser("http://127.0.0.1:" + bed.service.adminPort());

    assertThat(admin.get("/metrics").body())
        .contains("chat_tokens_issued_total{kind=\"guest\"")
        .contains("chat_token_requests_rejected_total{reason=\"room_invalid\"")
        .contains("chat_http_request_duration_seconds_count{method=\"GET\",route=\"/auth\"")
        .contains("chat_build_info")
        .doesNotContain("guest-");
    assertThat(admin.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(bed.http.get("/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldServeThePageAndLetBrowsersKeepIt() {
    for (String path :
        List.of("/", "/index.html", "/style.css", "/favicon.svg", "/modules/main.js")) {
      HttpResponse<String> response = bed.http.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
      assertThat(bed.http.get(path, "If-None-Match", header(response, "ETag")).statusCode())
          .isEqualTo(304);
      HttpResponse<String> compressed = bed.http.get(path, "Accept-Encoding", "br, gzip");
      assertThat(compressed.statusCode()).isEqualTo(200);
      assertThat(header(compressed, "Vary")).contains("Accept-Encoding");
    }
    assertThat(header(bed.http.get("/"), "Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(header(bed.http.get("/modules/main.js"), "Content-Type"))
        .isEqualTo("text/javascript;charset=utf-8");
    assertThat(
            header(bed.http.get("/modules/main.js", "Accept-Encoding", "gzip"), "Content-Encoding"))
        .isEqualTo("gzip");
  }

  @Test
  void shouldOfferANewRoomWithinFiveSeconds() {
    bed.http.get("/rooms");
    bed.rooms.create(RoomName.of("brand-new"), "Brand new");

    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> bed.http.get("/auth?room=brand-new").statusCode() == 200);
  }

  @Test
  void shouldSayThatItIsNotReadyAndAskToComeBackWhenTheDatabaseIsGone() throws Exception {
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = nobody.getLocalPort();
      nobody.close();
      try (AuthService service = bed.another(Map.of("DB_PORT", String.valueOf(port)))) {
        Browser http = new Browser("http://127.0.0.1:" + service.port());
        assertThat(http.get("/healthz").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = http.get("/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(http.json(ready).at("/checks/database/up").asBoolean(true)).isFalse();
        HttpResponse<String> token = http.get("/auth?room=lobby");
        assertThat(token.statusCode()).isEqualTo(503);
        assertThat(header(token, "Retry-After")).isEqualTo("2");
        assertThat(token.headers().map()).doesNotContainKey("set-cookie");
        assertThat(http.get("/").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void shouldNotBeReadyAndSayWhyWhileTheBrokerCantBeReached() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (AuthService service = bed.another(Map.of("ABLY_PORT", String.valueOf(port)))) {
      Browser http = new Browser("http://127.0.0.1:" + service.port());
      await()
          .atMost(TestBed.LIMIT)
          .until(() ->
              http.json(http.get("/readyz"))
                  .at("/checks/broker/detail")
                  .asText()
                  .startsWith(
                      "Ably can't be reached at 127.0.0.1:" + port + ": the connection is"));
      assertThat(http.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(http.get("/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void shouldNameThePortThatIsInUseAndLeaveNothingBehind() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      for (String variable : List.of("PORT", "AUTH_ADMIN_PORT")) {
        assertThatThrownBy(() -> bed.another(Map.of(variable, port)).close())
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("port " + port);
      }
    }
    await()
        .atMost(TestBed.LIMIT)
        .untilAsserted(() ->
            assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("slow-connections"))
                .hasSizeLessThanOrEqualTo(1));
  }

  @Test
  void shouldStopTwiceWithoutComplaint() {
    AuthService service = bed.another(Map.of());
    Browser http = new Browser("http://127.0.0.1:" + service.port());
    assertThat(http.get("/healthz").statusCode()).isEqualTo(200);

    service.close();
    service.close();

    assertThatThrownBy(() -> http.get("/healthz")).hasCauseInstanceOf(IOException.class);
  }
}
