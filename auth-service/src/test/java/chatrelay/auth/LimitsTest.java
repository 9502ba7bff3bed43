package chatrelay.auth;

import static chatrelay.auth.Browser.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often a caller may ask. */
class LimitsTest {
  @Test
  void shouldLimitOneSessionAndSpareTheOthers() {
    try (TestBed bed = TestBed.start()) {
      String session = "Bearer " + bed.newSession().get("session").asText();
      long served =
          IntStream.range(0, 300)
              .filter(call -> bed.http.get("/auth", "Authorization", session).statusCode() == 200)
              .count();

      // 20 at once; 10 a minute come after that.
      assertThat(served).isBetween(20L, 25L);
      HttpResponse<String> limited = bed.http.get("/auth", "Authorization", session);
      assertThat(limited.statusCode()).isEqualTo(429);
      assertThat(Integer.parseInt(header(limited, "Retry-After"))).isBetween(1, 7);
      assertThat(header(limited, "X-Ably-ErrorCode")).isEqualTo("42910");
      assertThat(
              bed.http.get("/auth", "Authorization", session, "X-Ably-Version", "4").statusCode())
          .isEqualTo(503);
      assertThat(bed.http.get("/auth").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void shouldCountByTheSocketUnlessAProxyIsTrusted() {
    try (TestBed bed = TestBed.start(Map.of("AUTH_RATE_LIMIT", "5"))) {
      long served =
          IntStream.range(0, 30)
              .filter(call ->
                  bed.http.get("/auth", "X-Forwarded-For", "203.0.113." + call).statusCode() == 200)
              .count();
      assertThat(served).isBetween(5L, 6L);
    }
    try (TestBed bed =
        TestBed.start(Map.of("AUTH_RATE_LIMIT", "5", "AUTH_TRUSTED_PROXIES", "127.0.0.0/8"))) {
      long served =
          IntStream.range(0, 30)
              .filter(call ->
                  bed.http
                          .get("/auth", "X-Forwarded-For", "8.8.8.8, 203.0.113." + call)
                          .statusCode()
                      == 200)
              .count();
      assertThat(served).isEqualTo(30);
    }
  }

  @Test
  void shouldLimitReadingToo() {
    try (TestBed bed = TestBed.start(Map.of("AUTH_RATE_LIMIT", "5"))) {
      long served =
          IntStream.range(0, 60)
              .filter(call -> bed.http.get("/rooms/lobby/messages").statusCode() == 200)
              .count();
      assertThat(served).isBetween(20L, 25L);
    }
  }
}
