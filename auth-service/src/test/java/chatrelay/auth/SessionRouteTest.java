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
  private static final String JSON = "application/json";
  private static final String SECRET = "a secret of more than thirty-two characters";
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start(Map.of("AUTH_TRUSTED_PROXIES", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  private static Sessions sessions(String secret, InstantSource clock) {
    return new Sessions(List.of(Secret.of(secret)), Duration.ofDays(1), Duration.ofDays(90), clock);
  }

  private static String cookieOf(HttpResponse<String> response) {
    return header(response, "Set-Cookie").split(";", 2)[0];
  }

  private static String bearer(JsonNode session) {
    return "Bearer " + session.get("session").asText();
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
        .startsWith("chat_session=s2.guest-")
        .contains("; Path=/;", "; HttpOnly", "; SameSite=Lax")
        .doesNotContain("Domain", "Secure");
  }

  @Test
  void shouldBindTheCookieToTheHostOverHttps() {
    HttpResponse<String> response = bed.http.get("/auth", "X-Forwarded-Proto", "https");

    assertThat(header(response, "Set-Cookie"))
        .startsWith("__Host-chat_session=s2.guest-")
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
    Sessions others = sessions("another secret of more than 32 characters", InstantSource.system());
    Sessions past = sessions(SECRET, InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z")));
    String first = "";
    for (String bad :
        List.of(
            "garbage",
            "",
            "s2.",
            good + "A",
            good.substring(0, good.length() - 1),
            good.substring(0, good.length() - 2) + (good.endsWith("AA") ? "BB" : "AA"),
            good.replace(parts[1], "guest-" + "a".repeat(26)),
            good.replace("." + parts[5] + ".", ".999999999999."),
            good.replace(".0.", ".1."),
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
    HttpResponse<String> response = bed.http.get("/auth", "Cookie", "chat_session=s2.forged");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(header(response, "Set-Cookie")).startsWith("chat_session=;").contains("Max-Age=0");
    assertThat(
            clientOf(
                bed.http.post(
                    "/session", "application/json", "{}", "Cookie", "chat_session=s2.forged")))
        .startsWith("guest-");
  }

  @Test
  void shouldOverlookTheBrokersOwnTokenThatAblyJavaSendsAlong() {
    String token =
        Base64.getEncoder()
            .encodeToString("app.token-of-the-broker".getBytes(StandardCharsets.UTF_8));
    JsonNode session = bed.newSession();

    assertThat(clientOf(bed.http.get("/auth", "Authorization", "Bearer " + token)))
        .isNotEqualTo(session.get("clientId").asText());
    HttpResponse<String> both =
        bed.http.get("/auth", "Authorization", "Bearer " + token, "Authorization", bearer(session));
    assertThat(clientOf(both)).isEqualTo(session.get("clientId").asText());
    assertThat(both.headers().map()).doesNotContainKey("set-cookie");
  }

  @Test
  void shouldRefuseCallersThatWouldBeAnotherGuestAtTheNextRenewal() {
    for (String[] headers :
        List.of(
            new String[] {"Sec-Fetch-Site", "cross-origin"},
            new String[] {"Sec-Fetch-Site", "same-site"},
            new String[] {"Sec-Fetch-Site", ""})) {
      HttpResponse<String> response = bed.http.get("/auth?room=lobby", headers);
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(header(response, "X-Ably-ErrorCode")).isEqualTo("40300");
      assertThat(header(response, "X-Ably-ErrorMessage")).contains("POST /session");
      assertThat(response.headers().map()).doesNotContainKey("set-cookie");
    }
    String session = cookieOf(bed.http.method("POST", "/session", "Sec-Fetch-Site", ""));
    assertThat(clientOf(bed.http.get("/auth", "Sec-Fetch-Site", "", "Cookie", session)))
        .startsWith("guest-");
  }

  @Test
  void shouldNotMakeAnotherGuestOfOneWhoseCookieIsGone() {
    String guest = clientOf(bed.http.get("/auth"));

    HttpResponse<String> renewal = bed.http.get("/auth?clientId=" + guest);

    assertThat(renewal.statusCode()).isEqualTo(401);
    assertThat(header(renewal, "X-Ably-ErrorCode")).isEqualTo("40101");
  }

  @Test
  void shouldMakeGuestsThatNobodyCanGuess() {
    Sessions sessions = sessions(SECRET, InstantSource.system());
    GuestSession guest = sessions.begin();

    assertThat(guest.clientId()).matches("guest-[a-z2-7]{26}");
    assertThat(sessions.read(sessions.sign(guest))).contains(guest);
    assertThat(sessions.begin().clientId()).isNotEqualTo(guest.clientId());
  }

  @Test
  void shouldTakeExactlyOneSpellingOfASession() {
    String session = bed.newSession().get("session").asText();
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    Sessions reader = sessions(SECRET, InstantSource.system());

    assertThat(
            alphabet
                .chars()
                .mapToObj(last -> session.substring(0, session.length() - 1) + (char) last)
                .filter(text -> reader.read(text).isPresent()))
        .containsExactly(session);
  }

  @Test
  void shouldSignOutHereOrEverywhere() {
    JsonNode here = bed.newSession();
    JsonNode there =
        bed.http.json(
            bed.http.post("/session?another=true", JSON, "{}", "Authorization", bearer(here)));
    assertThat(there.get("clientId")).isEqualTo(here.get("clientId"));

    assertThat(bed.http.method("DELETE", "/session", "Authorization", bearer(here)).statusCode())
        .isEqualTo(204);
    assertThat(bed.http.get("/auth", "Authorization", bearer(here)).statusCode()).isEqualTo(401);
    assertThat(bed.http.get("/rooms", "Authorization", bearer(here)).statusCode()).isEqualTo(401);
    assertThat(clientOf(bed.http.get("/auth", "Authorization", bearer(there))))
        .isEqualTo(here.get("clientId").asText());
    assertThat(
            bed.http
                .method("DELETE", "/session?everywhere=true", "Authorization", bearer(there))
                .statusCode())
        .isEqualTo(204);
    assertThat(bed.http.get("/auth", "Authorization", bearer(there)).statusCode()).isEqualTo(401);
    assertThat(bed.http.method("DELETE", "/session", "Authorization", bearer(there)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void shouldDropTheCookieAtSignOut() {
    String cookie = cookieOf(bed.http.get("/auth"));
    assertThat(
            bed.http
                .method("DELETE", "/session", "Cookie", cookie, "Origin", "https://evil.example")
                .statusCode())
        .isEqualTo(403);
    HttpResponse<String> response = bed.http.method("DELETE", "/session", "Cookie", cookie);

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(header(response, "Set-Cookie")).startsWith("chat_session=;").contains("Max-Age=0");
    assertThat(bed.http.get("/auth", "Cookie", cookie).statusCode()).isEqualTo(401);
  }

  @Test
  void shouldKeepSessionsWhileTheSecretIsChanged() {
    JsonNode session = bed.newSession();
    String fresh = "a new secret of more than thirty-two characters";
    try (AuthService changed =
        bed.another(Map.of("AUTH_SESSION_SECRET", fresh, "AUTH_SESSION_SECRET_PREVIOUS", SECRET))) {
      Browser http = new Browser("http://127.0.0.1:" + changed.port());
      HttpResponse<String> renewed =
          http.post("/session", JSON, "{}", "Authorization", bearer(session));

      assertThat(clientOf(renewed)).isEqualTo(session.get("clientId").asText());
      String text = http.json(renewed).get("session").asText();
      assertThat(sessions(fresh, InstantSource.system()).read(text)).isPresent();
      assertThat(bed.http.get("/auth", "Authorization", "Bearer " + text).statusCode())
          .isEqualTo(401);
    }
  }
}
