package chatrelay.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are not HTTP, and clients that take their time. */
class RawHttpTest {
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start();
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /auth HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /auth HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
        "POST /auth HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nfffffffffffffffff\r\n",
        "GET /auth HTTP/1.1\r\n\r\n",
        "GET /auth HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /auth\r\n\r\n",
        "GET /auth HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        "NONSENSE\r\n\r\n"
      })
  void shouldRefuseAndHangUp(String request) {
    RawHttp.Answer answer = RawHttp.send(bed.service.port(), request);

    assertThat(answer.status()).isBetween(400, 505);
    assertThat(answer.body()).doesNotContainIgnoringCase("jetty").doesNotContain("at org.");
    assertThat(bed.http.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldRefuseHeadersOverEightKibibytes() {
    RawHttp.Answer answer =
        RawHttp.send(
            bed.service.port(),
            "GET /auth HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(9_000) + "\r\n\r\n");

    assertThat(answer.status()).isEqualTo(431);
  }

  @Test
  void shouldHangUpOnCallersThatDripTheirRequest() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int index = 0; index < 50; index++) {
      Socket socket = RawHttp.connect(bed.service.port());
      socket
          .getOutputStream()
          .write("GET /healthz HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
    }
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(14))
        .untilAsserted(() -> assertThat(sockets).allMatch(RawHttpTest::drip));
    assertThat(bed.http.get("/healthz").statusCode()).isEqualTo(200);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Sends one byte more; whether the server has hung up. */
  private static boolean drip(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      socket.getOutputStream().flush();
      return false;
    } catch (IOException closed) {
      return true;
    }
  }
}
