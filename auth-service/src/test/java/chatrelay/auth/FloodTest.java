package chatrelay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.auth.limit.BucketTable;
import chatrelay.auth.limit.FairShare;
import chatrelay.auth.limit.Rate;
import io.javalin.http.HandlerType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Strangers who send as much, and as much that differs, as they can. */
class FloodTest {
  private static final int VALUES = 100_000;
  private static final int TOGETHER = 500;
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start(Map.of("AUTH_TRUSTED_PROXIES", "127.0.0.0/8", "AUTH_RATE_LIMIT", "60"));
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @Test
  void shouldRememberNothingOfAHundredThousandMethodsPathsAddressesRoomsAndSessions()
      throws IOException {
    Browser admin = new Browser("http://127.0.0.1:" + bed.service.adminPort());
    for (int first = 0; first < VALUES; first += TOGETHER) {
      pipeline(first);
    }

    String figures = admin.get("/metrics").body();
    assertThat(figures.lines().filter(line -> !line.startsWith("#")).count()).isLessThan(1_000);
    assertThat(figures.length()).isLessThan(200_000);
    assertThat(figures).contains("method=\"GET\"").doesNotContain("M1", "room7");
    // Javalin makes a new one at each look unless it has kept the name.
    assertThat(HandlerType.findOrDefault("M100")).isNotSameAs(HandlerType.findOrDefault("M100"));
  }

  /** Many requests at once on one connection, each of values that were never sent before. */
  private static void pipeline(int first) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int number = first; number < first + TOGETHER; number++) {
      boolean last = number == first + TOGETHER - 1;
      String target =
          number % 2 == 0
              ? "M" + number + " /path" + number
              : "GET /rooms/room" + number + "/messages?clientId=client" + number;
      requests.append(
          """
          %s HTTP/1.1\r
          Host: host%d\r
          X-Forwarded-For: 10.%d.%d.%d\r
          Cookie: chat_session=s2.forged%d\r
          X-Header-%d: 1\r
          %s\r
          """
              .formatted(
                  target,
                  number,
                  number >> 16 & 255,
                  number >> 8 & 255,
                  number & 255,
                  number,
                  number,
                  last ? "Connection: close\r\n" : ""));
    }
    try (Socket socket = RawHttp.connect(bed.service.port())) {
      OutputStream out = socket.getOutputStream();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  out.write(requests.toString().getBytes(StandardCharsets.US_ASCII));
                } catch (IOException closed) {
                  // Counted below.
                }
              });
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String answers = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answers.split("HTTP/1.1 40", -1)).hasSize(TOGETHER + 1);
      writer.interrupt();
    }
  }

  @Test
  void shouldBoundEveryTableOfCallers() {
    BucketTable table = new BucketTable(new Rate(60, 60), 20_000, System::nanoTime);
    FairShare share =
        new FairShare(
            new FairShare.Rates(new Rate(1, 1), new Rate(1, 1), new Rate(1, 1), new Rate(1, 1)),
            20_000,
            System::nanoTime);
    for (int value = 0; value < VALUES; value++) {
      table.take("caller" + value);
      share.take("caller" + value, "network" + value);
    }
    assertThat(table.size()).isEqualTo(20_000);
    assertThat(share.size()).isEqualTo(40_000);
  }

  @Test
  void shouldServeHonestNewcomersWhileTwoHundredAddressesAskWithoutEnd() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger attacks = new AtomicInteger();
    try (ExecutorService attackers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int attacker = 0; attacker < 200; attacker++) {
        String address = "203.0." + attacker + ".9";
        running.add(
            attackers.submit(() -> {
              while (!over.get()) {
                bed.http.get("/auth", "X-Forwarded-For", address);
                attacks.incrementAndGet();
              }
            }));
      }
      org.awaitility.Awaitility.await().atMost(TestBed.LIMIT).until(() -> attacks.get() > 1_000);

      int served = 0;
      for (int newcomer = 0; newcomer < 62; newcomer++) {
        String address = "198.51." + newcomer + ".7";
        HttpResponse<String> session =
            bed.http.post("/session", "application/json", "{}", "X-Forwarded-For", address);
        String bearer =
            session.statusCode() == 200 ? bed.http.json(session).get("session").asText() : "none";
        HttpResponse<String> token =
            bed.http.get("/auth", "X-Forwarded-For", address, "Authorization", "Bearer " + bearer);
        served += token.statusCode() == 200 ? 1 : 0;
      }
      over.set(true);
      for (Future<?> attacker : running) {
        attacker.get();
      }

      assertThat(served).isGreaterThanOrEqualTo(59);
    }
  }
}
