package chatrelay.auth;

import static chatrelay.auth.Browser.header;
import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.auth.session.GuestSession;
import chatrelay.auth.session.Sessions;
import chatrelay.runtime.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who a caller is, and stays. */
class SessionRouteTest {
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start(Map.of("AUTH_TRUSTED_PROXIES", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  private static String cookieOf(HttpResponse<String> response) {
    return header(response, "Set-Cookie").split(";", 2)[0];
  }

  private static String clientOf(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return bed.http.json(response).get("clientId").asText();
  }

  @Test
  void shouldKeepTheGuestByItsCookie() {
    HttpResponse<String> first = bed.http.get("/auth");

    HttpResponse<String> renewed = bed.http.get("/auth", "Cookie", cookieOf(first));

    assertThat(clientOf(renewed)).isEqualTo(clientOf(first));
    assertThat(clientOf(bed.http.get("/auth"))).isNotEqualTo(clientOf(first));
  }

  @Test
  void shouldHideTheCookieFromScriptsAndOtherSites() {
    String cookie = header(bed.http.get("/auth"), "Set-Cookie");

    assertThat(cookie)
        .startsWith("chat_session=s1.guest-")
        .contains("; Path=/;", "; HttpOnly", "; SameSite=Lax")
        .doesNotContain("Domain", "Secure");
  }

  @Test
  void shouldBindTheCookieToTheHostOverHttps() {
    HttpResponse<String> response = bed.http.get("/auth", "X-Forwarded-Proto", "https");

    assertThat(header(response, "Set-Cookie"))
        .startsWith("__Host-chat_session=s1.guest-")
        .contains("; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Lax");
    assertThat(header(response, "Strict-Transport-Security")).contains("max-age=31536000");
    assertThat(
            clientOf(
                bed.http.get("/auth", "X-Forwarded-Proto", "https", "Cookie", cookieOf(response))))
        .isEqualTo(clientOf(response));
  }

  @Test
  void shouldKeepTheGuestByItsBearer() {
    JsonNode session = bed.newSession();
    String bearer = "Bearer " + session.get("session").asText();

    assertThat(session.get("expires").asLong())
        .isGreaterThan(System.currentTimeMillis() + Duration.ofDays(29).toMillis());
    assertThat(clientOf(bed.http.get("/auth", "Authorization", bearer)))
        .isEqualTo(session.get("clientId").asText());
    assertThat(
            clientOf(bed.http.post("/session", "application/json", "{}", "Authorization", bearer)))
        .isEqualTo(session.get("clientId").asText());
  }

  @Test
  void shouldNotSetACookieForABearer() {
    String bearer = "Bearer " + bed.newSession().get("session").asText();

    assertThat(header(bed.http.get("/auth", "Authorization", bearer), "Set-Cookie")).isEmpty();
  }

  @Test
  void shouldRefuseEveryOtherBearerWithOneAndTheSameAnswer() {
    String good = bed.newSession().get("session").asText();
    String[] parts = good.split("\\.", -1);
    Sessions others =
        new Sessions(
            Secret.of("another secret of more than 32 characters"),
            Duration.ofDays(1),
            InstantSource.system());
    Sessions past =
        new Sessions(
            Secret.of("a secret of more than thirty-two characters"),
            Duration.ofDays(1),
            InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z")));
    String first = "";
    for (String bad :
        List.of(
            "garbage",
            "",
            "s1.",
            good + "A",
            good.substring(0, good.length() - 1),
            good.substring(0, good.length() - 2) + (good.endsWith("AA") ? "BB" : "AA"),
            "s1.guest-" + "a".repeat(26) + "." + parts[2] + "." + parts[3],
            parts[0] + "." + parts[1] + ".999999999999." + parts[3],
            others.sign(others.begin()),
            past.sign(past.begin()),
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
            "x".repeat(7_000))) {
      for (String path : List.of("/auth", "/rooms", "/rooms/lobby/messages")) {
        HttpResponse<String> response = bed.http.get(path, "Authorization", "Bearer " + bad);
        assertThat(response.statusCode()).as("%s with %.40s", path, bad).isEqualTo(401);
        assertThat(response.headers().map()).doesNotContainKey("www-authenticate");
        assertThat(header(response, "X-Ably-ErrorCode")).isEqualTo("40101");
        first = first.isEmpty() ? response.body() : first;
        assertThat(response.body()).isEqualTo(first);
      }
    }
  }

  @Test
  void shouldRefuseAndDropACookieThatIsNotValid() {
    HttpResponse<String> response = bed.http.get("/auth", "Cookie", "chat_session=s1.forged");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(header(response, "Set-Cookie")).startsWith("chat_session=;").contains("Max-Age=0");
    assertThat(
            clientOf(
                bed.http.post(
                    "/session", "application/json", "{}", "Cookie", "chat_session=s1.forged")))
        .startsWith("guest-");
  }

  @Test
  void shouldOverlookTheBrokersOwnTokenThatAblyJavaSendsAlong() {
    String token =
        Base64.getEncoder()
            .encodeToString("app.token-of-the-broker".getBytes(StandardCharsets.UTF_8));
    String session = bed.newSession().get("session").asText();

    assertThat(bed.http.get("/auth", "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(200);
    assertThat(
            bed.http
                .get(
                    "/auth",
                    "Authorization",
                    "Bearer " + token,
                    "Authorization",
                    "Bearer " + session)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void shouldMakeGuestsThatNobodyCanGuess() {
    Sessions sessions =
        new Sessions(
            Secret.of("a secret of more than thirty-two characters"),
            Duration.ofDays(1),
            InstantSource.system());
    GuestSession guest = sessions.begin();

    assertThat(guest.clientId()).matches("guest-[a-z2-7]{26}");
    assertThat(sessions.read(sessions.sign(guest))).contains(guest);
    assertThat(sessions.begin().clientId()).isNotEqualTo(guest.clientId());
  }
}
