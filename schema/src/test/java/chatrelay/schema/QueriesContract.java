package chatrelay.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs every query of the cookbook and looks at its rows and its plan. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QueriesContract {
  private static final int FILLER = 3_000;
  private static final Map<String, String> PERIOD =
      Map.of("since", "2026-11-20 00:00:00", "until", "2026-11-22 00:00:00");

  private final Kind kind;
  private TestSchema schema;

  @SuppressWarnings("NullAway.Init") // before all tests
  QueriesContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void fill() {
    schema = TestSchema.create(kind);
    LeastRights.grant(schema.raw());
    Rooms rooms = new Rooms(schema.database(), InstantSource.system());
    rooms.create(RoomName.of("lobby"), "Lobby");
    rooms.create(RoomName.of("quiet"), "Quiet");
    rooms.create(RoomName.of("crowd"), "Crowd");
    // room, seq, client, state, verdict, reason, stored, milliseconds until published
    message("lobby", "1", "ann", "published", "accepted", null, "2026-11-20 10:00:00.000", "10");
    message("lobby", "2", "bob", "published", "masked", null, "2026-11-20 10:00:01.000", "30");
    message(
        "lobby", null, "bob", "rejected", "rejected", "banned", "2026-11-20 10:00:02.000", null);
    message("lobby", "3", "ann", "published", "accepted", null, "2026-11-21 09:00:00.000", "200");
    message("lobby", null, "cat", "held", "held", "link", "2026-11-21 09:00:01.000", null);
    message("quiet", "1", "Ann", "published", "accepted", null, "2026-11-21 09:30:00.000", "20");
    schema.raw().execute("UPDATE room SET next_seq = 4 WHERE name = 'lobby'");
    schema.raw().execute("UPDATE room SET next_seq = 2 WHERE name = 'quiet'");
    hit("lobby", "bob", "masked", "potato");
    hit("lobby", "bob", "rejected", "potato");
    hit("lobby", "bob", "rejected", "cheese");
    crowd();
  }

  /** Enough rows that a planner prefers a key. */
  private void crowd() {
    schema
        .raw()
        .execute(
            "INSERT INTO message (room_id, seq, dedupe_key, inbound_id, client_id, text, shape,"
                + " state, verdict, sent_at, received_at, stored_at, published_at)"
                + " WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                + " SELECT room.id, (k.j - 1) * 1000 + n.i, UNHEX(SHA2(CONCAT('crowd', k.j, '-', n.i), 256)),"
                + " CONCAT('crowd', k.j, '-', n.i), CONCAT('person', n.i), 'hello', 'string',"
                + " 'published', 'accepted', '2026-01-01', '2026-01-01',"
                + " '2026-01-01' + INTERVAL n.i MINUTE, '2026-01-02'"
                + " FROM room, n, (SELECT 1 AS j UNION ALL SELECT 2 UNION ALL SELECT 3) AS k"
                + " WHERE room.name = 'crowd'");
    schema.raw().execute("UPDATE room SET next_seq = " + (FILLER + 1) + " WHERE name = 'crowd'");
    schema.raw().execute("ANALYZE TABLE message");
  }

  @AfterAll
  void drop() {
    if (schema != null) {
      schema.close();
    }
  }

  @Test
  void findsEveryQueryExplained() throws IOException {
    assertThat(QueryFile.names())
        .containsExactly(
            "audit-duplicates",
            "audit-end-state",
            "audit-holes",
            "audit-order",
            "audit-stuck-outbox",
            "delivery-delay",
            "history-page",
            "messages-of-client",
            "moderation-share",
            "top-rules")
        .allSatisfy(name -> assertThat(QueryFile.read(name).comment().length()).isGreaterThan(60));
  }

  @Test
  void runsEveryQueryWithoutAnyValueSet() throws IOException, SQLException {
    for (String name : QueryFile.names()) {
      assertThat(QueryFile.read(name).text()).as(name).doesNotContainPattern("[\\s(]:[a-z]");
      assertThatCode(() -> query(name, Map.of())).as(name).doesNotThrowAnyException();
    }
    assertThat(query("history-page", Map.of())).as("the newest page of lobby").hasSize(3);
  }

  @Test
  void pagesThroughARoomByKey() throws SQLException {
    assertThat(query("history-page", Map.of("room", "lobby", "before_seq", "3")))
        .containsExactly(
            "2 | 2026-11-20 10:00:01 | bob | - | text of bob | masked",
            "1 | 2026-11-20 10:00:00 | ann | - | text of ann | accepted");
    assertThat(query("history-page", Map.of("room", "crowd", "before_seq", "2000"))).hasSize(50);
    assertUsesKey(
        "history-page", Map.of("room", "crowd", "before_seq", "2000"), "message_room_seq");
  }

  @Test
  void listsOneClientsMessagesWithVerdicts() throws SQLException {
    assertThat(query("messages-of-client", client("bob")))
        .containsExactly(
            "2026-11-20 10:00:01 | lobby | 2 | published | masked | - | text of bob",
            "2026-11-20 10:00:02 | lobby | - | rejected | rejected | banned | -");
    assertThat(query("messages-of-client", client("Ann"))).hasSize(1);
    assertUsesKey("messages-of-client", client("bob"), "message_client_stored");
  }

  private static Map<String, String> client(String name) {
    return Map.of(
        "client_id", name, "since", "2026-11-20 00:00:00", "until", "2026-11-22 00:00:00");
  }

  @Test
  void sharesOutTheVerdictsOfADay() throws SQLException {
    assertThat(query("moderation-share", Map.of("since", "2026-11-20")))
        .containsExactly(
            "2026-11-20 | lobby | 3 | 33.33 | 33.33 | 0.00",
            "2026-11-21 | lobby | 2 | 0.00 | 0.00 | 50.00",
            "2026-11-21 | quiet | 1 | 0.00 | 0.00 | 0.00");
  }

  @Test
  void ranksTheRules() throws SQLException {
    assertThat(query("top-rules", PERIOD))
        .containsExactly("words | potato | mask | 2 | 1 | 1", "words | cheese | mask | 1 | 1 | 1");
  }

  @Test
  void measuresTheDelayOfAnHour() throws SQLException {
    assertThat(query("delivery-delay", PERIOD))
        .containsExactly(
            "2026-11-20 10:00 | 2 | 10.0000 | 30.0000 | 30.0000",
            "2026-11-21 09:00 | 2 | 20.0000 | 200.0000 | 200.0000");
    assertUsesKey("delivery-delay", PERIOD, "message_stored");
  }

  @Test
  void findsNothingToAuditInASoundDatabase() throws SQLException {
    for (String name :
        List.of("audit-holes", "audit-duplicates", "audit-end-state", "audit-order")) {
      assertThat(query(name, Map.of())).as(name).isEmpty();
    }
    assertThat(query("audit-stuck-outbox", Map.of("stored_before", "2030-01-01"))).isEmpty();
  }

  @Test
  void findsPlantedFaults() throws SQLException {
    try (PlantedFaults planted = PlantedFaults.in(kind)) {
      assertThat(planted.query("audit-holes", Map.of()))
          .containsExactly("lobby | 1 | 3", "lobby | 4 | 6", "lobby | 7 | 9");
      assertThat(planted.query("audit-order", Map.of()))
          .hasSize(1)
          .allMatch(row -> row.startsWith("lobby | ann | 6 | "));
      assertThat(planted.query("audit-duplicates", Map.of()))
          .hasSize(1)
          .allMatch(row -> row.startsWith("lobby | ann | same-id | 2 | "));
      assertThat(planted.query("audit-stuck-outbox", Map.of("stored_before", "2026-11-21")))
          .hasSize(1)
          .allMatch(row -> row.startsWith("lobby | 4 | "));
      assertThat(planted.query("audit-end-state", Map.of()))
          .extracting(row -> row.substring(row.lastIndexOf('|') + 2))
          .containsExactlyInAnyOrder(
              "pending, but not in the outbox",
              "published without a time",
              "rejected, but published or about to be",
              "published, but still in the outbox",
              "dead without a dead letter");
    }
  }

  private List<String> query(String name, Map<String, String> parameters) throws SQLException {
    return schema.rowsForAnalyst(QueryFile.read(name).sql(), parameters);
  }

  private void assertUsesKey(String name, Map<String, String> parameters, String key)
      throws SQLException {
    List<String> plan = schema.rowsForAnalyst("EXPLAIN " + QueryFile.read(name).sql(), parameters);
    assertThat(plan)
        .as("%s", plan)
        .anyMatch(row -> row.contains(" | " + key + " | "))
        .noneMatch(
            row -> row.toLowerCase(Locale.ROOT).contains("| message |") && row.contains("| ALL |"));
  }

  private void message(
      String room,
      @Nullable String seq,
      String client,
      String state,
      String verdict,
      @Nullable String reason,
      String storedAt,
      @Nullable String delay) {
    schema
        .raw()
        .execute(
            "INSERT INTO message (room_id, seq, dedupe_key, inbound_id, client_id, text, shape,"
                + " state, verdict, reason, sent_at, received_at, stored_at, published_at) SELECT"
                + " id, %s, UNHEX(SHA2(CONCAT('%s', '%s', '%s'), 256)), '%s', '%s', %s, 'string',"
                    .formatted(
                        seq,
                        room,
                        client,
                        storedAt,
                        storedAt,
                        client,
                        seq == null ? null : "'text of " + client + "'")
                + " '%s', '%s', %s, '%s', '%s', '%s', '%s' + INTERVAL %s * 1000 MICROSECOND"
                    .formatted(
                        state,
                        verdict,
                        reason == null ? null : "'" + reason + "'",
                        storedAt,
                        storedAt,
                        storedAt,
                        storedAt,
                        delay)
                + " FROM room WHERE name = '"
                + room
                + "'");
  }

  private void hit(String room, String client, String verdict, String rule) {
    schema
        .raw()
        .execute(
            "INSERT INTO rule_hit SELECT message.id, (SELECT COUNT(*) FROM rule_hit AS known WHERE"
                + " known.message_id = message.id), '%s', 'words', 'v1', 'mask', 0, 6, '%s', 'text' FROM"
                    .formatted(rule, rule)
                + " message JOIN room ON room.id = message.room_id WHERE room.name = '%s' AND"
                    .formatted(room)
                + " client_id = '%s' AND verdict = '%s'".formatted(client, verdict));
  }
}
