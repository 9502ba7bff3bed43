package chatrelay.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
  private final Health health = new Health();
  private final Metrics metrics = Metrics.of("test");
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;

  @BeforeEach
  void start() {
    server = AdminServer.start("127.0.0.1", 0, health, metrics);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    metrics.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "no.such.host.invalid"})
  void shouldTellAHostThatIsAnotherMachinesFromAPortInUse(String host) {
    assertThatThrownBy(() -> AdminServer.start(host, 0, health, metrics))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(host + ", which is not an address of this machine");
    assertThatThrownBy(() -> AdminServer.start("127.0.0.1", server.port(), health, metrics))
        .hasMessageContaining("is in use");
  }

  @Test
  void shouldBeReadyWhenEveryCheckIsUp() throws Exception {
    health.register("database", () -> Health.Check.up("2 ms"));

    HttpResponse<String> answer = get("/readyz");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"ready\":true,\"checks\":{\"database\":{\"up\":true,\"detail\":\"2 ms\"}}}\n");
  }

  @Test
  void shouldNotBeReadyWhenOneCheckIsDownOrThrows() throws Exception {
    health.register("database", () -> Health.Check.up("2 ms"));
    health.register("broker", () -> Health.Check.down("say \"no\""));
    health.register(
        "lease",
        () -> {
          throw new IllegalStateException("broken");
        });

    HttpResponse<String> answer = get("/readyz");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"broker\":{\"up\":false,\"detail\":\"say \\\"no\\\"\"}");
    assertThat(answer.body())
        .contains("\"lease\":{\"up\":false,\"detail\":\"IllegalStateException\"}");
  }

  @Test
  void shouldLiveOnButNotBeReadyWhileStopping() throws Exception {
    health.stop();

    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldShowMetrics() throws Exception {
    metrics.registry().counter("chat.messages.received").increment();

    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("chat_messages_received_total{service=\"test\"} 1.0")
        .contains("chat_build_info{")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void shouldKnowNoOtherPathAndNoOtherMethod() throws Exception {
    assertThat(get("/metrics/more").statusCode()).isEqualTo(404);
    assertThat(get("/").statusCode()).isEqualTo(404);
    HttpRequest post =
        HttpRequest.newBuilder(uri("/healthz")).POST(HttpRequest.BodyPublishers.noBody()).build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void shouldNameThePortThatIsInUse() {
    assertThatThrownBy(() -> AdminServer.start("127.0.0.1", server.port(), health, metrics))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("port " + server.port())
        .hasMessageContaining("in use");
  }

  @Test
  void shouldAnswerWhileOthersSendHalfARequestAndCutThem() throws Exception {
    List<Socket> half = new ArrayList<>();
    try {
      for (int caller = 0; caller < 20; caller++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        half.add(socket);
        socket.getOutputStream().write("GET /readyz HTTP/1.1\r\nHost: ".getBytes(US_ASCII));
        socket.getOutputStream().flush();
      }

      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      half.getFirst().setSoTimeout(15_000);
      assertThat(half.getFirst().getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket socket : half) {
        socket.close();
      }
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
