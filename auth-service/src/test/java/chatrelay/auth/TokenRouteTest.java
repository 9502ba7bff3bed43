package chatrelay.auth;

import static chatrelay.auth.Browser.header;
import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.schema.RoomName;
import com.fasterxml.jackson.databind.JsonNode;
import io.ably.lib.types.Capability;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token request holds and what a caller can do to it. */
class TokenRouteTest {
  private static TestBed bed;

  @BeforeAll
  static void start() {
    bed = TestBed.start();
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  private static JsonNode token(String path, String... headers) {
    HttpResponse<String> response = bed.http.get(path, headers);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return bed.http.json(response);
  }

  private static String bearer(JsonNode session) {
    return "Bearer " + session.get("session").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/auth", "/api/auth/token"})
  void shouldGrantExactlyPublishInSubscribeOutAndTheOwnFeedback(String path) {
    JsonNode token = token(path + "?room=lobby");

    String client = token.get("clientId").asText();
    assertThat(client).matches("guest-[a-z2-7]{26}");
    assertThat(token.get("capability").asText())
        .isEqualTo(
            "{\"chat-in:lobby\":[\"publish\"],\"chat-out:lobby\":[\"subscribe\"],\"chat-user:"
                + client
                + "\":[\"subscribe\"]}");
    assertThat(token.get("ttl").asLong()).isEqualTo(30 * 60_000);
    assertThat(token.get("keyName").asText()).isEqualTo("app.signer");
    assertThat(names(token))
        .containsExactly("keyName", "ttl", "capability", "clientId", "timestamp", "nonce", "mac");
  }

  @Test
  void shouldSignTheSixFieldsWithTheSignersSecret() throws GeneralSecurityException {
    JsonNode token = token("/auth?room=lobby");
    String signed =
        String.join(
            "\n",
            token.get("keyName").asText(),
            token.get("ttl").asText(),
            token.get("capability").asText(),
            token.get("clientId").asText(),
            token.get("timestamp").asText(),
            token.get("nonce").asText(),
            "");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("5igner-5ecret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));

    assertThat(token.get("mac").asText())
        .isEqualTo(
            Base64.getEncoder()
                .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void shouldWriteTheCapabilityInTheFormThatAblyJavaDoes() throws Exception {
    String capability = token("/auth?rooms=random,lobby").get("capability").asText();

    assertThat(Capability.c14n(capability)).isEqualTo(capability);
  }

  @Test
  void shouldNeverRepeatANonce() {
    Set<String> nonces = new HashSet<>();
    for (int index = 0; index < 50; index++) {
      nonces.add(token("/auth").get("nonce").asText());
    }
    assertThat(nonces).hasSize(50).allMatch(nonce -> nonce.length() >= 22);
  }

  @Test
  void shouldGrantAllRoomsWhenNoneIsNamed() {
    assertThat(token("/auth").get("capability").asText())
        .contains("chat-out:lobby", "chat-out:random");
  }

  @Test
  void shouldTakeRoomsFromQueryFormAndJsonAlike() {
    String query = token("/auth?rooms=lobby,random").get("capability").asText();
    for (String[] request :
        List.of(
            new String[] {"application/x-www-form-urlencoded", "rooms=lobby%2Crandom"},
            new String[] {"application/x-www-form-urlencoded; charset=UTF-8", "rooms=lobby,random"},
            new String[] {"application/json", "{\"rooms\":[\"random\",\"lobby\"]}"},
            new String[] {"application/json", "{\"rooms\":\"lobby,random\",\"room\":null}"})) {
      JsonNode token = bed.http.json(bed.http.post("/auth", request[0], request[1]));
      assertThat(withoutClient(token)).isEqualTo(withoutClient(query));
    }
  }

  @Test
  void shouldLetTheBodyWinOverTheQuery() {
    JsonNode token =
        bed.http.json(
            bed.http.post("/auth?room=random", "application/x-www-form-urlencoded", "room=lobby"));

    assertThat(token.get("capability").asText()).contains("chat-in:lobby").doesNotContain("random");
  }

  @Test
  void shouldDropRoomsThatAreNotThereAndRefuseWhenNoneIsLeft() {
    HttpResponse<String> some = bed.http.get("/auth?rooms=lobby,nowhere,neither");
    assertThat(bed.http.json(some).get("capability").asText())
        .contains("chat-in:lobby")
        .doesNotContain("nowhere");
    assertThat(header(some, "X-Rooms-Omitted")).isEqualTo("nowhere,neither");
    assertThat(header(bed.http.get("/auth?rooms=lobby"), "X-Rooms-Omitted")).isEmpty();
    HttpResponse<String> none = bed.http.get("/auth?room=nowhere");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(bed.http.json(none).at("/error/code").asInt()).isEqualTo(40400);
  }

  @Test
  void shouldNotTellAnArchivedRoomFromOneThatNeverWas() {
    bed.rooms.create(RoomName.of("closed"), "Closed");
    bed.rooms.archive(RoomName.of("closed"));

    assertThat(bed.http.get("/auth?room=closed").body())
        .isEqualTo(bed.http.get("/auth?room=never-was").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clientId=admin",
        "clientId=*",
        "clientId=",
        "capability=%7B%22*%22%3A%5B%22*%22%5D%7D",
        "capability=nonsense",
        "capability=%7B%7D",
        "ttl=0",
        "ttl=-1",
        "ttl=1e12",
        "ttl=1h",
        "ttl=9223372036854775808",
        "timestamp=1",
        "keyName=other.key",
        "nonce=0000000000000000",
        "mac=AAAA",
        "rnd=0.5",
        "format=msgpack",
        "type=jwt"
      })
  void shouldIgnoreHintsThatItCannotUse(String hint) {
    JsonNode session = bed.newSession();

    JsonNode token = token("/auth?room=lobby&" + hint, "Authorization", bearer(session));

    assertThat(token.get("clientId").asText()).isEqualTo(session.get("clientId").asText());
    assertThat(withoutClient(token))
        .isEqualTo(
            "{\"chat-in:lobby\":[\"publish\"],\"chat-out:lobby\":[\"subscribe\"],\"chat-user:\":[\"subscribe\"]}");
    assertThat(token.get("ttl").asLong()).isEqualTo(30 * 60_000);
    assertThat(token.get("keyName").asText()).isEqualTo("app.signer");
    assertThat(Math.abs(System.currentTimeMillis() - token.get("timestamp").asLong()))
        .isLessThan(60_000);
  }

  @Test
  void shouldLetHintsNarrowWhatIsGranted() {
    JsonNode token =
        token(
            "/auth?room=lobby&ttl=60000&capability=%7B%22chat-out%3Alobby%22%3A%5B%22subscribe%22%2C%22publish%22%5D%7D");

    assertThat(token.get("ttl").asLong()).isEqualTo(60_000);
    assertThat(token.get("capability").asText()).isEqualTo("{\"chat-out:lobby\":[\"subscribe\"]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"chat-in:other\":[\"subscribe\"]}",
        "{\"chat-in:lobby\":[\"subscribe\"]}",
        "{\"chat-out:lob*\":[\"*\"]}",
        "{\"chat-in\":[\"*\"]}",
        "{\"*:lobby:*\":[\"*\"]}",
        "{\"*\":[\"history\"]}",
        "{\"chat-in:lobby\":[]}"
      })
  void shouldRefuseACapabilityOfWhichNothingIsPermittedAsAblyDoes(String wish) {
    HttpResponse<String> response = asking(wish);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(header(response, "X-Ably-ErrorCode")).isEqualTo("40160");
    assertThat(response.headers().map()).doesNotContainKey("set-cookie");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"chat-out:*\":[\"*\"]}",
        "{\"*:lobby\":[\"subscribe\",\"history\"]}",
        "{\"chat-out:lobby\":[\"subscribe\"],\"chat-in:other\":[\"publish\"]}"
      })
  void shouldUnderstandTheWildcardsOfACapability(String wish) {
    assertThat(bed.http.json(asking(wish)).get("capability").asText())
        .isEqualTo("{\"chat-out:lobby\":[\"subscribe\"]}");
  }

  private static HttpResponse<String> asking(String wish) {
    return bed.http.get(
        "/auth?room=lobby&capability=" + URLEncoder.encode(wish, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "chat-in%3A*",
        "a%3Ab",
        "%5Bmeta%5Dlog",
        "%5B%3Frewind%3D100%5Dx",
        "%3Aa",
        "",
        "a%0Ab",
        "Lobby",
        "%2e%2e",
        "%EF%BD%92oom",
        "-a",
        "a-",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void shouldRefuseNamesThatCannotBeRooms(String name) {
    for (String parameter : List.of("room", "rooms")) {
      HttpResponse<String> response = bed.http.get("/auth?" + parameter + "=" + name);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(bed.http.json(response).get("type").asText()).endsWith(":room_invalid");
    }
  }

  @Test
  void shouldRefuseMoreThanTenRooms() {
    HttpResponse<String> response = bed.http.get("/auth?rooms=a,b,c,d,e,f,g,h,i,j,k");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("too_many_rooms");
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String withoutClient(JsonNode token) {
    return withoutClient(token.get("capability").asText());
  }

  private static String withoutClient(String capability) {
    return capability.replaceAll("guest-[a-z2-7]{26}", "");
  }
}
