package chatrelay.schema.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each reason why the broker does not answer has a cause of its own, and a fix. */
class BrokerProbeTest {
  private final BrokerProbe probe = new BrokerProbe(Duration.ofSeconds(10));

  @Test
  void shouldFindABrokerThatAnswersAndNameForeignAnswers() throws Exception {
    try (LoopbackBroker broker = new LoopbackBroker()) {
      assertThat(probe.failure(broker.settings())).isEmpty();

      broker.body = "<html>Welcome to the hotel</html>";
      assertThat(probe.failure(broker.settings()).orElseThrow())
          .contains("HTTP 200", "not Ably's answer", "proxy");
      broker.status = 502;
      assertThat(probe.failure(broker.settings()).orElseThrow()).contains("HTTP 502", "proxy");
      broker.status = 503;
      broker.code = "50003";
      assertThat(probe.failure(broker.settings()).orElseThrow())
          .contains("HTTP 503", "Ably's error 50003");
    }
  }

  @Test
  void shouldNameAClosedPort() throws Exception {
    assertThat(probe.failure(LoopbackBroker.at(LoopbackBroker.closedPort())).orElseThrow())
        .contains("refused", "ABLY_PORT");
  }

  @Test
  void shouldNotWaitForASocketThatNeverAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      BrokerProbe hasty = new BrokerProbe(Duration.ofMillis(300));
      long begin = System.nanoTime();

      String plain = hasty.failure(LoopbackBroker.at(silent.getLocalPort())).orElseThrow();
      String tls =
          hasty.failure(LoopbackBroker.at("127.0.0.1", silent.getLocalPort(), true)).orElseThrow();

      assertThat(plain).contains("no answer within 300 ms", "firewall");
      assertThat(tls).contains("no answer within 300 ms");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void shouldNameAnUnknownHost() {
    // RFC 6761: names under .invalid never resolve.
    assertThat(probe.failure(LoopbackBroker.at("broker.invalid", 443, true)).orElseThrow())
        .contains("host is unknown", "DNS", "ABLY_ENDPOINT");
  }

  @Test
  void shouldNameAServerWithoutTls() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerPlainly(plain));

      assertThat(
              probe
                  .failure(LoopbackBroker.at("127.0.0.1", plain.getLocalPort(), true))
                  .orElseThrow())
          .contains("no TLS connection", "ABLY_TLS");
    }
  }

  /** As web servers answer a TLS greeting on a plain port; until the socket is closed. */
  private static void answerPlainly(ServerSocket plain) {
    try {
      while (true) {
        try (Socket caller = plain.accept()) {
          caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
          caller.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Test
  void shouldPrintTheHostOfHostedAblyAndOfIpv6() {
    assertThat(BrokerProbe.address(LoopbackBroker.at("::1", 8081, false))).isEqualTo("[::1]:8081");
    assertThat(
            BrokerProbe.address(
                new chatrelay.schema.settings.AblySettings(
                    "app.key", chatrelay.runtime.Secret.of("secret"), null, 443, true)))
        .isEqualTo("rest.ably.io:443");
  }
}
