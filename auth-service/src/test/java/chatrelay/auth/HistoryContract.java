package chatrelay.auth;

import static chatrelay.auth.Browser.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.TestDatabase;
import chatrelay.schema.RoomName;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rooms and history, on any database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HistoryContract {
  private final TestDatabase.Kind kind;
  private @Nullable TestBed started;

  HistoryContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start() {
    assumeThat(kind.whyUnavailable()).isEmpty();
    started = TestBed.on(kind);
    for (String room : List.of("paged", "states", "shapes", "empty")) {
      bed().rooms.create(RoomName.of(room), "Room " + room);
    }
    bed().rows.published("paged", 1, 130);
    bed().rows.published("lobby", 1, 5);
  }

  @AfterAll
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private TestBed bed() {
    if (started == null) {
      throw new IllegalStateException("not started");
    }
    return started;
  }

  private JsonNode page(String path) {
    HttpResponse<String> response = bed().http.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return bed().http.json(response);
  }

  private static List<Long> seqs(JsonNode page) {
    List<Long> seqs = new ArrayList<>();
    page.get("messages").forEach(message -> seqs.add(message.get("seq").asLong()));
    return seqs;
  }

  private static List<Long> range(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void shouldListActiveRoomsByName() {
    JsonNode rooms = page("/rooms").get("rooms");

    assertThat(rooms.findValuesAsText("name"))
        .containsExactly("empty", "lobby", "paged", "random", "shapes", "states");
    assertThat(rooms.get(1).get("title").asText()).isEqualTo("Lobby");
    assertThat(page("/api/rooms").get("rooms")).isEqualTo(rooms);
  }

  @Test
  void shouldAnswerTheNewestPageOldestFirst() {
    assertThat(seqs(page("/rooms/paged/messages"))).isEqualTo(range(81, 130));
    assertThat(seqs(page("/rooms/paged/messages?limit=1"))).isEqualTo(range(130, 130));
    assertThat(seqs(page("/api/rooms/paged/messages?limit=100&before="))).isEqualTo(range(31, 130));
  }

  @Test
  void shouldLeadThroughAllPagesByTheLinkHeader() {
    List<Long> seen = new ArrayList<>();
    String next = "/rooms/paged/messages?limit=40";
    while (!next.isEmpty()) {
      HttpResponse<String> response = bed().http.get(next);
      JsonNode body = bed().http.json(response);
      seen.addAll(0, seqs(body));
      String link = header(response, "Link");
      next = body.get("next").asText("");
      assertThat(link).isEqualTo(next.isEmpty() ? "" : "<" + next + ">; rel=\"next\"");
    }
    assertThat(seen).isEqualTo(range(1, 130));
  }

  @Test
  void shouldEndAtTheFirstMessage() {
    JsonNode page = page("/rooms/paged/messages?before=2&limit=1");

    assertThat(seqs(page)).containsExactly(1L);
    assertThat(page.get("next").isNull()).isTrue();
    assertThat(seqs(page("/rooms/paged/messages?before=1"))).isEmpty();
    assertThat(seqs(page("/rooms/paged/messages?before=9007199254740993&limit=2")))
        .isEqualTo(range(129, 130));
    assertThat(seqs(page("/rooms/empty/messages"))).isEmpty();
  }

  @Test
  void shouldShowPublishedMessagesOnly() {
    bed().rows.add("states", 1L, "seen", "published", null);
    bed().rows.add("states", 2L, "not yet", "pending", null);
    bed().rows.add("states", null, "never", "rejected", null);
    bed().rows.add("states", null, "waits", "held", null);
    bed().rows.add("states", 3L, "lost", "dead", null);

    JsonNode page = page("/rooms/states/messages");

    assertThat(page.get("messages").findValuesAsText("text")).containsExactly("seen");
  }

  @Test
  void shouldHaveTheFieldsOfTheOutboundMessage() {
    bed().rows.add("shapes", 1L, "plain ****** 😀", "published", null);
    bed().rows.add("shapes", 2L, "rich", "published", "{\"lang\":\"en\",\"text\":\"forged\"}");

    JsonNode messages = page("/rooms/shapes/messages").get("messages");

    JsonNode plain = messages.get(0);
    assertThat(plain.get("room").asText()).isEqualTo("shapes");
    assertThat(plain.get("seq").isIntegralNumber()).isTrue();
    assertThat(plain.get("id").isTextual()).isTrue();
    assertThat(plain.get("clientId").asText()).isEqualTo("guest-author");
    assertThat(plain.get("author").asText()).isEqualTo("Ada");
    assertThat(plain.get("name").asText()).isEqualTo("message");
    assertThat(plain.get("data").asText()).isEqualTo("plain ****** 😀");
    assertThat(plain.get("verdict").asText()).isEqualTo("accepted");
    assertThat(Math.abs(System.currentTimeMillis() - plain.get("timestamp").asLong()))
        .isLessThan(60_000);
    assertThat(messages.get(1).get("data").toString())
        .isEqualTo("{\"text\":\"rich\",\"lang\":\"en\"}");
    assertThat(plain.size()).isEqualTo(10);
  }

  @Test
  void shouldNeverShowAnotherRoomsMessages() {
    assertThat(page("/rooms/lobby/messages?before=100").get("messages").findValuesAsText("room"))
        .containsOnly("lobby")
        .hasSize(5);
    bed().rooms.create(RoomName.of("gone"), "Gone");
    bed().rows.published("gone", 1, 1);
    bed().rooms.archive(RoomName.of("gone"));
    HttpResponse<String> archived = bed().http.get("/rooms/gone/messages");
    assertThat(archived.statusCode()).isEqualTo(404);
    assertThat(archived.body()).isEqualTo(bed().http.get("/rooms/nowhere/messages").body());
  }
}
