package chatrelay.auth;

import static chatrelay.auth.Browser.header;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers for browsers: what they must not do, and which pages may read the answers. */
class HeadersTest {
  private static final String GOOD = "https://chat.example.org";
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start(Map.of("AUTH_ALLOWED_ORIGINS", GOOD + ", http://127.0.0.1:5500"));
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/style.css",
        "/modules/main.js",
        "/auth",
        "/auth?room=*",
        "/session",
        "/rooms",
        "/rooms/lobby/messages",
        "/rooms/nowhere/messages",
        "/nothing",
        "/healthz",
        "/readyz",
        "/version",
        "/openapi.yaml",
        "/.well-known/chat-configuration",
        "/%2e%2e/x",
        "/rooms/a%2Fb/messages",
        "/auth?x=%zz"
      })
  void shouldBeOnEveryAnswer(String path) {
    RawHttp.Answer response = RawHttp.get(bed.service.port(), path);

    assertThat(response.header("content-security-policy"))
        .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
        .contains("require-trusted-types-for 'script'")
        .contains(
            "connect-src 'self' http://127.0.0.1:"
                + bed.broker.port()
                + " ws://127.0.0.1:"
                + bed.broker.port()
                + ";");
    assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(response.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(response.header("x-frame-options")).isEqualTo("DENY");
    assertThat(response.header("cross-origin-opener-policy")).isEqualTo("same-origin");
    assertThat(response.header("vary")).contains("Origin");
    assertThat(response.header("server")).isEmpty();
    assertThat(response.header("x-powered-by")).isEmpty();
    assertThat(response.body()).doesNotContainIgnoringCase("jetty").doesNotContain("Javalin");
  }

  @Test
  void shouldNeverLetTokensBeCached() {
    for (String path : List.of("/auth", "/rooms", "/rooms/lobby/messages", "/nothing")) {
      HttpResponse<String> response = bed.http.get(path);
      assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
      assertThat(header(response, "ETag")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/auth", "/auth?room=*", "/auth?room=nowhere", "/rooms", "/nothing", "/healthz"})
  void shouldNameAListedOriginOnEveryStatus(String path) {
    HttpResponse<String> response = bed.http.get(path, "Origin", GOOD);

    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo(GOOD);
    assertThat(header(response, "Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(header(response, "Access-Control-Expose-Headers"))
        .contains("X-Ably-ErrorCode", "X-Ably-ErrorMessage", "Retry-After", "X-Request-Id");
  }

  @Test
  void shouldNameAListedOriginAlsoWhenTheSessionIsBad() {
    HttpResponse<String> response =
        bed.http.get("/auth", "Origin", GOOD, "Authorization", "Bearer garbage");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo(GOOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example", "null", "https://chat.example.org.evil.example",
        "http://chat.example.org", "https://chat.example.org:8443", "https://evil-chat.example.org",
        "https://CHAT.example.org/", "*"
      })
  void shouldRefuseTokensToOtherOriginsForGood(String origin) {
    for (String path : List.of("/auth", "/session")) {
      HttpResponse<String> response =
          bed.http.post(path, "application/json", "{}", "Origin", origin);
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(bed.http.json(response).at("/error/code").asInt()).isEqualTo(40300);
      assertThat(bed.http.json(response).at("/error/statusCode").asInt()).isEqualTo(403);
      assertThat(header(response, "X-Ably-ErrorCode")).isEqualTo("40300");
      assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
      assertThat(response.headers().map()).doesNotContainKey("set-cookie");
    }
  }

  @Test
  void shouldTakeItsOwnPagesOrigin() {
    HttpResponse<String> response = bed.http.get("/auth", "Origin", bed.http.base);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Set-Cookie")).startsWith("chat_session=");
  }

  @Test
  void shouldGiveForeignPagesNoCookie() {
    HttpResponse<String> response =
        bed.http.post("/session", "application/json", "{}", "Origin", GOOD);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().map()).doesNotContainKey("set-cookie");
  }

  @Test
  void shouldRefuseCrossSiteRequestsThatHideTheirOrigin() {
    assertThat(bed.http.get("/auth", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    assertThat(bed.http.get("/auth", "Sec-Fetch-Site", "same-origin").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAnswerThePreflightOfListedOriginsOnly() {
    HttpResponse<String> good =
        bed.http.method(
            "OPTIONS",
            "/auth",
            "Origin",
            GOOD,
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "authorization");
    HttpResponse<String> evil =
        bed.http.method(
            "OPTIONS",
            "/auth",
            "Origin",
            "https://evil.example",
            "Access-Control-Request-Method",
            "GET");

    assertThat(good.statusCode()).isEqualTo(204);
    assertThat(header(good, "Access-Control-Allow-Origin")).isEqualTo(GOOD);
    assertThat(header(good, "Access-Control-Allow-Headers")).contains("Authorization");
    assertThat(header(good, "Access-Control-Allow-Methods")).isEqualTo("GET, POST, DELETE");
    assertThat(evil.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void shouldEchoAHarmlessRequestIdAndReplaceOthers() {
    assertThat(header(bed.http.get("/auth", "X-Request-Id", "abc-1.2"), "X-Request-Id"))
        .isEqualTo("abc-1.2");
    assertThat(header(bed.http.get("/auth", "X-Request-Id", "<b>"), "X-Request-Id"))
        .matches("[0-9a-f]{32}");
    assertThat(header(bed.http.get("/nothing"), "X-Request-Id")).matches("[0-9a-f]{32}");
  }
}
