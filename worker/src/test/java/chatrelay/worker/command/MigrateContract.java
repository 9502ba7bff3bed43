package chatrelay.worker.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase;
import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.Environment;
import chatrelay.schema.Migrations;
import chatrelay.worker.Worker;
import chatrelay.worker.WorkerConfiguration;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code chat migrate} on an empty database, with the users of schema/users.sql. */
@Timeout(120)
abstract class MigrateContract {
  private static final String NO_PORT = "1";

  private final TestDatabase.Kind kind;
  private TestDatabase empty;

  @SuppressWarnings("NullAway.Init") // before each test
  MigrateContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void create() {
    assumeThat(kind.whyUnavailable()).isEmpty();
    empty = TestDatabase.create(kind);
    LeastRights.createUsers(empty);
  }

  @AfterEach
  void drop() {
    if (empty != null) {
      empty.close();
    }
  }

  @Test
  void should_list_what_is_pending_then_apply_it_as_the_migrate_user() {
    CommandRun listed = chat(Map.of(), "migrate", "--dry-run");
    assertThat(listed.code()).as(listed.all()).isEqualTo(1);
    assertThat(listed.out()).contains("V1__tables.sql").contains("V2__views.sql");
    assertThat(chat(Map.of(), "migrate", "--dry-run", "--json").jsonLines())
        .as("nothing was applied")
        .hasSameSizeAs(listed.out().lines().toList())
        .first()
        .satisfies(line -> assertThat(line.get("version").getAsString()).isEqualTo("1"));

    JsonObject done = chat(Map.of(), "migrate", "--json").json();
    assertThat(done.get("applied").getAsInt()).isEqualTo((int) listed.out().lines().count());
    assertThat(done.get("version").getAsInt()).isEqualTo(Migrations.newest());
    assertThat(done.get("user").getAsString()).isEqualTo("chat_migrate");

    assertThat(chat(Map.of(), "migrate", "--dry-run").code()).isZero();
    assertThat(chat(Map.of(), "migrate").out()).startsWith("0 applied as chat_migrate");
  }

  @Test
  void should_need_no_broker() {
    Map<String, String> placeholder = Map.of("ABLY_API_KEY", "CHANGE-ME");

    assertThat(chat(placeholder, "migrate", "--dry-run").code()).isEqualTo(1);
  }

  @Test
  void should_say_who_is_refused_and_where() {
    CommandRun password = chat(Map.of("DB_MIGRATE_PASSWORD", "not-the-one"), "migrate");
    assertThat(password.code()).isEqualTo(78);
    assertThat(password.err())
        .contains(
            "chat_migrate", empty.host(), "correct DB_MIGRATE_USERNAME and DB_MIGRATE_PASSWORD")
        .doesNotContain("not-the-one");

    CommandRun worker =
        chat(
            Map.of(
                "DB_MIGRATE_USERNAME",
                "chat_worker",
                "DB_MIGRATE_PASSWORD",
                LeastRights.password("chat_worker")),
            "migrate");
    assertThat(worker.code()).isEqualTo(78);
    assertThat(worker.err()).contains("chat_worker", "schema/users.sql");
  }

  @Test
  void should_tell_wrong_input_from_a_server_that_is_away() {
    assertThat(chat(Map.of("DB_PORT", NO_PORT), "migrate").code()).isEqualTo(69);
    assertThat(chat(Map.of("DB_PORT", NO_PORT), "migrate").err())
        .contains(empty.host() + ":" + NO_PORT, "DB_HOST");
    assertThat(chat(Map.of(), "migrate", "--now").code()).isEqualTo(64);

    CommandRun half = chat(Map.of("DB_MIGRATE_PASSWORD", ""), "migrate");
    assertThat(half.code()).isEqualTo(78);
    assertThat(half.err())
        .contains("DB_MIGRATE_PASSWORD: is not set although DB_MIGRATE_USERNAME is");
  }

  @Test
  void should_refuse_a_schema_that_was_changed_by_hand() {
    assertThat(chat(Map.of(), "migrate").code()).isZero();
    empty.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'");

    CommandRun run = chat(Map.of(), "migrate");

    assertThat(run.code()).isEqualTo(78);
    assertThat(run.err()).contains("can't be migrated", "flyway_schema_history");
  }

  @Test
  void should_migrate_at_start_with_the_migrate_user_only() {
    assertThatThrownBy(() -> launch(Map.of("DB_MIGRATE", "false")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("the schema has version 0")
        .hasMessageContaining("./chat migrate");

    launch(Map.of("DB_MIGRATE", "true"));

    assertThat(chat(Map.of(), "migrate", "--dry-run").code()).isZero();
  }

  /** Starts a worker that can do nothing but migrate, and ends it. */
  private void launch(Map<String, String> changes) {
    Map<String, String> variables = variables();
    variables.put("DB_USERNAME", empty.username());
    variables.put("DB_PASSWORD", empty.password());
    variables.putAll(changes);
    Worker.launch(WorkerConfiguration.from(Environment.of(variables))).close();
  }

  private CommandRun chat(Map<String, String> changes, String... arguments) {
    Map<String, String> variables = variables();
    variables.putAll(changes);
    return CommandRun.of(variables, arguments);
  }

  private Map<String, String> variables() {
    return new HashMap<>(
        Map.ofEntries(
            Map.entry("ABLY_API_KEY", "local.worker:worker-secret-word"),
            Map.entry("ABLY_ENDPOINT", "127.0.0.1"),
            Map.entry("ABLY_PORT", NO_PORT),
            Map.entry("ABLY_TLS", "false"),
            Map.entry("WORKER_ADMIN_PORT", "0"),
            Map.entry("DB_HOST", empty.host()),
            Map.entry("DB_PORT", String.valueOf(empty.port())),
            Map.entry("DB_NAME", empty.name()),
            Map.entry("DB_USERNAME", "chat_worker"),
            Map.entry("DB_PASSWORD", LeastRights.password("chat_worker")),
            Map.entry("DB_MIGRATE_USERNAME", "chat_migrate"),
            Map.entry("DB_MIGRATE_PASSWORD", LeastRights.password("chat_migrate"))));
  }
}
