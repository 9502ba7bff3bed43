package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.broker.BrokerOptions;
import chatrelay.local.broker.LocalBroker;
import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase;
import chatrelay.runtime.Secret;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The doctor against a real database and a real broker, sound and with one thing wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class DoctorContract {
  private static final String WORKER_KEY = "local.worker:worker-secret-word";
  private static final String SIGNER_KEY = "local.signer:signer-secret-word";
  private static final String WEAK_KEY = "local.weak:weak-secret-word";
  private static final String SIGNER_RIGHTS =
      "{\"chat-in:*\":[\"publish\"],\"chat-out:*\":[\"subscribe\"]}";

  private final TestDatabase.Kind kind;
  private TestDatabase server;
  private LocalBroker broker;

  @SuppressWarnings("NullAway.Init") // before all tests
  DoctorContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start() {
    assumeThat(kind.whyUnavailable()).isEmpty();
    server = TestDatabase.create(kind);
    broker = LocalBroker.start(options());
    try (Database database = Database.open(settings(server))) {
      database.migrate();
    }
    LeastRights.grant(server);
  }

  @AfterAll
  void stop() {
    if (broker != null) {
      broker.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void should_find_nothing_wrong_with_a_sound_installation() {
    CommandRun run = doctor(Map.of());

    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.out())
        .doesNotContain("fail  ")
        .contains(", 0 failed, ")
        .contains(" 0 not checked");
    assertThat(outcomes(Map.of()))
        .containsEntry("java", "ok")
        .containsEntry("configuration", "ok")
        .containsEntry("clock against the broker", "ok")
        .containsEntry("rights of the worker's key", "ok")
        .containsEntry("rights of the signer's key", "ok")
        .containsEntry("database reachable", "ok")
        .containsEntry("database charset", "ok")
        .containsEntry("database schema", "ok")
        .containsEntry("database privileges", "ok")
        .containsEntry("database writable", "ok")
        .containsEntry("banned words", "ok")
        .containsEntry("word lists", "warn");
  }

  @Test
  void should_leave_no_row_behind() {
    assertThat(doctor(Map.of()).code()).isZero();

    try (Database database = Database.open(settings(server))) {
      assertThat(database.context().fetch("SELECT * FROM worker_member")).isEmpty();
    }
  }

  @Test
  void should_tell_that_the_broker_is_not_there() throws IOException {
    Map<String, String> changes = Map.of("ABLY_PORT", String.valueOf(freePort()));

    assertThat(doctor(changes).code()).isEqualTo(69);
    assertThat(outcomes(changes))
        .containsEntry("broker reachable", "fail")
        .containsEntry("worker's key", "skip")
        .containsEntry("database writable", "ok");
    assertThat(doctor(changes).out()).contains("fix \"broker reachable\" first");
  }

  @Test
  void should_tell_that_the_broker_refuses_the_key() {
    Map<String, String> changes = Map.of("ABLY_API_KEY", "local.worker:not-the-secret-word");

    CommandRun run = doctor(changes);

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.out())
        .contains("local.worker is refused: error 40")
        .contains("copy the whole key of the right app into ABLY_API_KEY")
        .doesNotContain("not-the-secret-word");
  }

  @Test
  void should_tell_what_the_worker_key_lacks() {
    CommandRun run = doctor(Map.of("ABLY_API_KEY", WEAK_KEY));

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.out())
        .contains("lacks history on chat-in:")
        .contains("publish on chat-out:")
        .doesNotContain("subscribe on chat-in:");
  }

  @Test
  void should_warn_of_a_signer_key_that_could_hand_out_unmoderated_messages() {
    Map<String, String> changes = Map.of("ABLY_SIGNER_KEY", WORKER_KEY);

    assertThat(doctor(changes).code()).isZero();
    assertThat(outcomes(changes)).containsEntry("rights of the signer's key", "warn");
    assertThat(doctor(changes).out()).contains("could let clients read unmoderated messages");
  }

  @Test
  void should_find_a_clock_that_the_broker_would_refuse() {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5));
    try (LocalBroker other = LocalBroker.start(options().withClock(ahead))) {
      Map<String, String> changes = Map.of("ABLY_PORT", String.valueOf(other.port()));

      CommandRun run = doctor(changes);

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.out()).contains("ms ahead; tokens off by over 2 minutes are refused");
    }
  }

  @Test
  void should_tell_that_the_database_is_not_there() throws IOException {
    Map<String, String> changes = Map.of("DB_PORT", String.valueOf(freePort()));

    assertThat(doctor(changes).code()).isEqualTo(69);
    assertThat(outcomes(changes))
        .containsEntry("database reachable", "fail")
        .containsEntry("database writable", "skip")
        .containsEntry("broker reachable", "ok");
  }

  @Test
  void should_tell_a_wrong_password_from_a_server_that_is_down() {
    CommandRun run = doctor(Map.of("DB_PASSWORD", "wrong-secret-word"));

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.out())
        .contains("refuses user " + server.username())
        .contains("correct DB_USERNAME and DB_PASSWORD")
        .doesNotContain("wrong-secret-word");
  }

  @Test
  void should_tell_that_the_database_does_not_exist() {
    CommandRun run = doctor(Map.of("DB_NAME", "no_such_database"));

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.out()).contains("there is no database no_such_database at", "error 1049");
  }

  @Test
  void should_tell_that_tables_are_missing() {
    try (TestDatabase empty = TestDatabase.create(kind)) {
      Map<String, String> changes = new HashMap<>(Map.of("DB_NAME", empty.name()));
      assertThat(doctor(changes).code()).isZero();
      assertThat(doctor(changes).out()).contains("DB_MIGRATE is true, it migrates");

      changes.put("DB_MIGRATE", "false");
      CommandRun run = doctor(changes);

      assertThat(run.code()).isEqualTo(78);
      assertThat(run.out()).contains("version 0, this program needs");
    }
  }

  @Test
  void should_mind_the_charset_of_tables_and_not_the_default_for_new_ones() {
    try (TestDatabase latin = TestDatabase.create(kind)) {
      latin.execute("ALTER DATABASE " + latin.name() + " CHARACTER SET latin1");
      try (Database database = Database.open(settings(latin))) {
        database.migrate();
      }

      CommandRun run = doctor(Map.of("DB_NAME", latin.name()));

      assertThat(run.code()).as(run.all()).isZero();
      assertThat(run.out()).contains("utf8mb4 in our tables and sessions; database default latin1");

      latin.execute("ALTER TABLE message MODIFY text TEXT CHARACTER SET latin1 NULL");
      run = doctor(Map.of("DB_NAME", latin.name()));

      assertThat(run.code()).isEqualTo(78);
      assertThat(run.out()).contains("can't hold every character: message.text");
    }
  }

  @Test
  void should_tell_a_user_that_can_only_read() {
    String user = "reader_" + server.name();
    server.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'reader-secret-word'");
    server.execute("GRANT SELECT ON " + server.name() + ".* TO '" + user + "'@'%'");
    try {
      CommandRun run = doctor(Map.of("DB_USERNAME", user, "DB_PASSWORD", "reader-secret-word"));

      assertThat(run.code()).isEqualTo(78);
      assertThat(run.out())
          .contains("a user like web's: lacks INSERT, UPDATE, DELETE")
          .contains("schema/grants.sql");
    } finally {
      server.execute("DROP USER '" + user + "'@'%'");
    }
  }

  @Test
  void should_accept_a_worker_user_where_the_deployment_migrates() {
    Map<String, String> changes =
        Map.of(
            "DB_USERNAME", "chat_worker",
            "DB_PASSWORD", LeastRights.password("chat_worker"),
            "DB_MIGRATE", "false");
    assertThat(doctor(changes).code()).isZero();
    assertThat(outcomes(changes))
        .containsEntry("database schema", "ok")
        .containsEntry("database privileges", "ok")
        .containsEntry("database writable", "ok");
  }

  @Test
  void should_warn_of_a_user_that_may_delete_messages() {
    String user = "broad_" + server.name();
    server.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY 'x-secret-word'");
    server.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON " + server.name() + ".* TO '" + user + "'@'%'");
    try (TestDatabase empty = TestDatabase.create(kind)) {
      Map<String, String> changes =
          new HashMap<>(Map.of("DB_USERNAME", user, "DB_PASSWORD", "x-secret-word"));
      assertThat(doctor(changes).out()).contains("may delete in every table");

      server.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON " + empty.name() + ".* TO " + user);
      changes.put("DB_NAME", empty.name());
      CommandRun run = doctor(changes);
      assertThat(run.code()).as("DB_MIGRATE is true, but this user can't migrate").isEqualTo(78);
      assertThat(run.out()).contains("run ./chat migrate").doesNotContain("it migrates");
    } finally {
      server.execute("DROP USER '" + user + "'@'%'");
    }
  }

  @Test
  void should_tell_that_a_port_is_taken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run = doctor(Map.of("PORT", String.valueOf(taken.getLocalPort())));

      assertThat(run.code()).isEqualTo(69);
      assertThat(run.out()).contains("127.0.0.1:" + taken.getLocalPort() + " can't be listened on");
    }
  }

  @Test
  void should_tell_all_wrong_variables_and_still_look_at_the_rest() {
    Map<String, String> changes = Map.of("WORKER_BATCH", "0", "DB_PASWORD", "typo-secret-word");

    CommandRun run = doctor(changes);

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.out())
        .contains("WORKER_BATCH is \"0\"")
        .contains("did you mean DB_PASSWORD?")
        .doesNotContain("typo-secret-word");
    assertThat(outcomes(changes)).containsEntry("database writable", "ok");
  }

  @Test
  void should_never_print_a_secret() {
    assertThat(doctor(Map.of()).all() + doctor(Map.of(), "--json").all())
        .doesNotContain("secret-word");
  }

  private CommandRun doctor(Map<String, String> changes, String... options) {
    Map<String, String> variables =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("ABLY_API_KEY", WORKER_KEY),
                Map.entry("ABLY_SIGNER_KEY", SIGNER_KEY),
                Map.entry("ABLY_ENDPOINT", broker.host()),
                Map.entry("ABLY_PORT", String.valueOf(broker.port())),
                Map.entry("ABLY_TLS", "false"),
                Map.entry("DB_HOST", server.host()),
                Map.entry("DB_PORT", String.valueOf(server.port())),
                Map.entry("DB_NAME", server.name()),
                Map.entry("DB_USERNAME", server.username()),
                Map.entry("DB_PASSWORD", server.password()),
                Map.entry("PORT", "0"),
                Map.entry("WORKER_ADMIN_PORT", "0"),
                Map.entry("AUTH_ADMIN_PORT", "0")));
    variables.putAll(changes);
    String[] arguments = new String[options.length + 1];
    arguments[0] = "doctor";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CommandRun.of(variables, arguments);
  }

  private Map<String, String> outcomes(Map<String, String> changes) {
    JsonObject report = doctor(changes, "--json").json();
    Map<String, String> outcomes = new HashMap<>();
    for (JsonElement check : report.getAsJsonArray("checks")) {
      JsonObject fields = check.getAsJsonObject();
      outcomes.put(fields.get("name").getAsString(), fields.get("outcome").getAsString());
    }
    return outcomes;
  }

  private static BrokerOptions options() {
    return BrokerOptions.defaults()
        .withKeys()
        .withKey(WORKER_KEY)
        .withKey(SIGNER_KEY, SIGNER_RIGHTS)
        .withKey(WEAK_KEY, "{\"chat-in:*\":[\"subscribe\"]}");
  }

  private static DatabaseSettings settings(TestDatabase database) {
    return DatabaseSettings.local(
        database.host(),
        database.port(),
        database.name(),
        database.username(),
        Secret.of(database.password()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
