package chatrelay.auth;

import static chatrelay.auth.Browser.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no request at all, and how that is said. */
class BadRequestTest {
  private static final String JSON = "application/json";
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start();
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  private static void assertError(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json;charset=utf-8");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    JsonNode body = bed.http.json(response);
    assertThat(body.get("status").asInt()).isEqualTo(status);
    assertThat(body.at("/error/statusCode").asInt()).isEqualTo(status);
    assertThat(body.at("/error/code").asText()).isEqualTo(header(response, "X-Ably-ErrorCode"));
    assertThat(body.at("/error/message").asText())
        .isEqualTo(header(response, "X-Ably-ErrorMessage"))
        .isEqualTo(body.get("detail").asText())
        .isNotEmpty();
    assertThat(body.at("/error/href").asText()).endsWith("/" + body.at("/error/code").asText());
    assertThat(body.get("type").asText()).startsWith("urn:chat-relay:problem:");
    assertThat(body.get("title").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "1",
        "\"text\"",
        "{\"room\":\"lobby\",\"room\":\"random\"}",
        "{\"room\":NaN}",
        "{\"room\":\"lobby\"} x",
        "{\"room\":\"lobby\"}{}",
        "\uFEFF{}",
        "{'room':'lobby'}",
        "{\"rooms\":[\"lobby\",1]}",
        "{\"rooms\":{}}"
      })
  void shouldRefuseJsonThatIsNotOnePlainObject(String body) {
    assertError(bed.http.post("/auth", JSON, body), 400);
  }

  @Test
  void shouldRefuseJsonThatIsDeepOrNotUtf8() {
    assertError(
        bed.http.post("/auth", JSON, "{\"a\":" + "[".repeat(33) + "]".repeat(33) + "}"), 400);
    for (byte[] body :
        List.of(
            "{\"room\":\"lobby\"}".getBytes(StandardCharsets.UTF_16),
            new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'})) {
      assertError(
          bed.http.send("POST", "/auth", BodyPublishers.ofByteArray(body), "Content-Type", JSON),
          400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/msgpack",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/problem+json",
        "*/*"
      })
  void shouldRefuseOtherMediaTypes(String type) {
    assertError(bed.http.post("/auth", type, "{\"room\":\"lobby\"}"), 415);
  }

  @Test
  void shouldRefuseABodyWithoutAMediaTypeOrWithCompression() {
    assertError(bed.http.send("POST", "/auth", BodyPublishers.ofString("room=lobby")), 415);
    assertError(bed.http.post("/auth", JSON, "{}", "Content-Encoding", "gzip"), 415);
  }

  @Test
  void shouldTakeAPostWithoutABody() {
    assertThat(bed.http.method("POST", "/auth").statusCode()).isEqualTo(200);
    assertThat(bed.http.method("POST", "/session").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldRefuseBodiesOverEightKibibytes() {
    String padding = " ".repeat(8_192 - 2);

    assertThat(bed.http.post("/auth", JSON, "{" + padding + "}").statusCode()).isEqualTo(200);
    assertError(bed.http.post("/auth", JSON, "{ " + padding + "}"), 413);
    assertError(bed.http.post("/session", JSON, "{ " + padding + "}"), 413);
    assertError(
        bed.http.send(
            "POST",
            "/auth",
            BodyPublishers.fromPublisher(BodyPublishers.ofString("{ " + padding + "}")),
            "Content-Type",
            JSON),
        413);
  }

  @ParameterizedTest
  @CsvSource({
    "/auth?room=lobby&room=lobby, 400",
    "/auth?room=%ff, 400",
    "/rooms/lobby/messages?limit=0, 400",
    "/rooms/lobby/messages?limit=-1, 400",
    "/rooms/lobby/messages?limit=101, 400",
    "/rooms/lobby/messages?limit=abc, 400",
    "/rooms/lobby/messages?limit=1e9, 400",
    "/rooms/lobby/messages?limit=%2B5, 400",
    "/rooms/lobby/messages?limit=05, 400",
    "/rooms/lobby/messages?limit=10&limit=99, 400",
    "/rooms/lobby/messages?before=0, 400",
    "/rooms/lobby/messages?before=-5, 400",
    "/rooms/lobby/messages?before=9223372036854775808, 400",
    "/rooms/lobby/messages?before=99999999999999999999999, 400",
    "/rooms/lobby/messages?before=1%20OR%201=1, 400",
    "/rooms/lobby/messages?before=bG9iYnk6MTA, 400",
    "/rooms/*/messages, 400",
    "/rooms/a:b/messages, 400",
    "/rooms/LOBBY/messages, 400",
    "/rooms/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/messages, 400",
    "/rooms/nowhere/messages, 404",
    "/nothing, 404",
    "/rooms/, 404",
    "/auth/x, 404",
    "/.git/config, 404",
    "/openapi.json, 404",
    "/modules, 404",
    "/modules/, 404",
    "/web/index.html, 404"
  })
  void shouldRefuse(String path, int status) {
    assertError(bed.http.get(path), status);
  }

  @Test
  void shouldRefuseLongAddresses() {
    assertError(bed.http.get("/auth?rnd=" + "1".repeat(3_000)), 414);
  }

  @ParameterizedTest
  @CsvSource({
    "/auth, 'GET, POST, OPTIONS'",
    "/api/auth/token, 'GET, POST, OPTIONS'",
    "/session, 'POST, DELETE, OPTIONS'",
    "/rooms, 'GET, HEAD, OPTIONS'",
    "/rooms/lobby/messages, 'GET, HEAD, OPTIONS'",
    "/healthz, 'GET, HEAD, OPTIONS'",
    "/, 'GET, HEAD, OPTIONS'",
    "/style.css, 'GET, HEAD, OPTIONS'"
  })
  void shouldTakeOnlyTheListedMethods(String path, String allowed) {
    for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")) {
      HttpResponse<String> response = bed.http.method(method, path);
      if (List.of(allowed.split(", ")).contains(method)) {
        int expected = method.equals("DELETE") ? 401 : 200; // there is no session to end
        assertThat(response.statusCode()).as("%s %s", method, path).isEqualTo(expected);
      } else {
        assertThat(response.statusCode()).as("%s %s", method, path).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo(allowed);
      }
    }
    HttpResponse<String> options = bed.http.method("OPTIONS", path);
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(header(options, "Allow")).isEqualTo(allowed);
  }

  @Test
  void shouldNotRepeatWhatWasSent() {
    HttpResponse<String> response = bed.http.get("/auth?room=%3Cscript%3Ealert(1)%3C/script%3E");

    assertThat(response.body()).doesNotContain("script");
  }

  @Test
  void shouldRefuseMethodsThatNobodyKnows() {
    assertError(bed.http.method("BREW", "/auth"), 405);
  }
}
