package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.store.MessageStore;
import chatrelay.worker.store.StoreFixture;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What settings of the server do to us: with each, migrate, store a message, read it back, and ask
 * the doctor. {@code docs/database.md} has the results in words.
 */
@Timeout(300)
abstract class ServerSettingsContract {
  /** Everything that a driver, a dump or a careless cast has ever broken. */
  private static final String TEXT = "\u2615 \\ ' \" % \u65e5\u672c \ud83d\ude00 -- \\' \\\\";

  private final TestDatabase.Kind kind;
  private final Map<String, String> harmless;

  /** {@code harmless} are global variables that must change nothing for us. */
  ServerSettingsContract(TestDatabase.Kind kind, Map<String, String> harmless) {
    this.kind = kind;
    this.harmless = new TreeMap<>(harmless);
    this.harmless.putAll(
        Map.of(
            "sql_mode", "'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,IGNORE_SPACE'",
            "time_zone", "'-08:00'",
            "max_allowed_packet", "4194304",
            "autocommit", "0",
            "sql_safe_updates", "1",
            "wait_timeout", "10",
            "character_set_server", "latin1"));
  }

  @BeforeEach
  void needsTheServer() {
    assumeThat(kind.whyUnavailable()).isEmpty();
  }

  @Test
  void should_work_with_all_harmless_settings_at_once() throws Exception {
    withGlobals(harmless, () -> assertSound(TestDatabase.create(kind), true));
  }

  @Test
  void should_warn_of_a_small_packet_and_store_all_the_same() throws Exception {
    withGlobals(
        Map.of("max_allowed_packet", "1048576"),
        () ->
            assertThat(outcomes(TestDatabase.create(kind), true))
                .containsEntry("database packet size", "warn")
                .containsEntry("database writable", "ok"));
  }

  @Test
  void should_keep_its_own_session_whatever_the_server_makes_of_others() throws Exception {
    withGlobals(
        Map.of("init_connect", "'SET NAMES latin1'"),
        () -> assertSound(TestDatabase.create(kind), false));
  }

  @Test
  void should_refuse_a_server_that_is_read_only() throws Exception {
    try (TestDatabase server = TestDatabase.create(kind)) {
      withGlobals(
          Map.of("read_only", "1"),
          () -> {
            CommandRun run = doctor(server);
            assertThat(run.out()).contains("is read-only", "point DB_HOST to the writer");
            assertThat(databaseOutcomes(run)).containsEntry("database reachable", "fail");
          });
    }
  }

  @Test
  @Tag("endurance")
  void should_work_with_each_harmless_setting_alone() throws Exception {
    for (Map.Entry<String, String> setting : harmless.entrySet()) {
      withGlobals(
          Map.of(setting.getKey(), setting.getValue()),
          () -> assertSound(TestDatabase.create(kind), false));
    }
  }

  final void assertSound(TestDatabase server, boolean latin) throws Exception {
    assertThat(outcomes(server, latin))
        .as("all but the word lists, which a new database has not")
        .doesNotContainValue("fail")
        .doesNotContainValue("skip")
        .doesNotContainValue("warn");
  }

  /** Migrates, stores, reads back; then what the doctor says of the database. */
  private Map<String, String> outcomes(TestDatabase server, boolean latin) throws Exception {
    if (latin) {
      server.execute("ALTER DATABASE " + server.name() + " CHARACTER SET latin1");
    }
    try (StoreFixture fixture = new StoreFixture(server)) {
      RoomRoute room = fixture.room("lobby");
      var batch = List.of(fixture.accepted(room, TEXT));
      assertThat(
              new MessageStore(fixture.database()).store(batch, StoreFixture.fence(room)).fresh())
          .hasSize(1);
      assertThat(fixture.database().context().fetch("SELECT text, inbound_id FROM message"))
          .singleElement()
          .satisfies(row -> {
            assertThat(row.get(0)).isEqualTo("text of " + TEXT);
            assertThat(row.get(1)).isEqualTo(TEXT);
          });
      long age =
          fixture
              .database()
              .context()
              .fetchSingle(
                  "SELECT ABS(TIMESTAMPDIFF(SECOND, stored_at, UTC_TIMESTAMP())) +"
                      + " ABS(TIMESTAMPDIFF(SECOND, sent_at, UTC_TIMESTAMP())) FROM message")
              .get(0, Long.class);
      assertThat(age).as("times are UTC").isLessThan(60);
      return databaseOutcomes(doctor(LeastRights.as(server, "chat_worker")));
    }
  }

  static Map<String, String> databaseOutcomes(CommandRun run) {
    Map<String, String> outcomes = new HashMap<>();
    for (JsonElement check : run.json().getAsJsonArray("checks")) {
      JsonObject fields = check.getAsJsonObject();
      String name = fields.get("name").getAsString();
      if (name.startsWith("database")) {
        outcomes.put(name, fields.get("outcome").getAsString());
      }
    }
    assertThat(outcomes).hasSizeGreaterThan(8);
    return outcomes;
  }

  static CommandRun doctor(TestDatabase server) {
    Map<String, String> variables =
        Map.ofEntries(
            Map.entry("ABLY_API_KEY", "local.worker:worker-secret-word"),
            Map.entry("ABLY_ENDPOINT", "127.0.0.1"),
            Map.entry("ABLY_PORT", "1"),
            Map.entry("ABLY_TLS", "false"),
            Map.entry("DB_HOST", server.host()),
            Map.entry("DB_PORT", String.valueOf(server.port())),
            Map.entry("DB_NAME", server.name()),
            Map.entry("DB_USERNAME", server.username()),
            Map.entry("DB_PASSWORD", server.password()),
            Map.entry("DB_MIGRATE", "false"),
            Map.entry("PORT", "0"),
            Map.entry("WORKER_ADMIN_PORT", "0"),
            Map.entry("AUTH_ADMIN_PORT", "0"));
    return CommandRun.of(variables, "doctor", "--json");
  }

  /** Work that may throw. */
  interface Work {
    void run() throws Exception;
  }

  /** Sets global variables for new sessions, and sets them back whatever happens. */
  private void withGlobals(Map<String, String> values, Work work) throws Exception {
    try (TestDatabase any = TestDatabase.create(kind);
        Connection administrator = any.connect();
        Statement statement = administrator.createStatement()) {
      List<String> back = new ArrayList<>();
      try {
        for (Map.Entry<String, String> value : values.entrySet()) {
          back.add("SET GLOBAL " + value.getKey() + " = " + current(statement, value.getKey()));
          statement.execute("SET GLOBAL " + value.getKey() + " = " + value.getValue());
        }
        work.run();
      } finally {
        for (String set : back) {
          statement.execute(set);
        }
      }
    }
  }

  private static String current(Statement statement, String variable) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT @@global." + variable)) {
      row.next();
      String value = row.getString(1);
      return value.matches("[0-9]+") ? value : "'" + value + "'";
    }
  }
}
