package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.ConfigurationException;
import chatrelay.runtime.Environment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that fail or are stopped, as a new user meets them. */
class StartFailureTest {
  @TempDir Path folder;

  @Test
  void shouldReportTheProblemsOfAllPartsTogetherBeforeAnythingStarts() throws Exception {
    Files.writeString(folder.resolve(".env"), "export AUTH_TOKEN_TTL=30m\n");
    Map<String, String> wrong = new HashMap<>();
    wrong.put("PORT", "70000");
    wrong.put("WORKER_LEASE", "10 seconds");
    wrong.put("AUTH_SESSION_SECRET", "short");
    wrong.put("BANNED_WORDS_FILE", folder.resolve("none").toString());
    wrong.put("DB_HOST", "mysql://db.example:3306");
    wrong.put("LOCAL_ROOMS", "Lobby");
    wrong.put("LOG_FORMAT", "xml");

    try (RunProcess run = RunProcess.start(folder, wrong)) {
      assertThat(run.exitCode()).isEqualTo(78);
      assertThat(run.output())
          .contains(".env", "PORT: is \"70000\"", "WORKER_LEASE:", "AUTH_SESSION_SECRET: is ***")
          .contains("BANNED_WORDS_FILE:", "DB_HOST: is \"mysql://db.example:3306\"")
          .contains(
              "DB_USERNAME: is not set",
              "LOCAL_ROOMS: has the invalid room \"Lobby\"",
              "LOG_FORMAT:")
          .doesNotContain("embedded database", "local broker", "Exception");
      assertThat(folder.resolve("data")).doesNotExist();
    }
  }

  @Test
  void shouldNameEveryPortInUseBeforeTheDatabaseStarts() throws Exception {
    try (ServerSocket page = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket admin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RunProcess run =
            RunProcess.start(
                folder,
                Map.of(
                    "PORT", String.valueOf(page.getLocalPort()),
                    "WORKER_ADMIN_PORT", String.valueOf(admin.getLocalPort())))) {
      assertThat(run.exitCode()).isEqualTo(69);
      assertThat(run.output())
          .contains("port " + page.getLocalPort() + " on 127.0.0.1 is in use")
          .contains("set PORT to another")
          .contains("port " + admin.getLocalPort())
          .contains("set WORKER_ADMIN_PORT to another")
          .doesNotContain("embedded database");
    }
  }

  @Test
  void shouldRefuseOnePortForTwoParts() {
    Environment environment =
        Environment.of(
            Map.of("PORT", "8123", "LOCAL_BROKER_PORT", "8123", "LOCAL_FOLDER", "unused"));

    assertThatThrownBy(() -> StartChecks.run(environment, false))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("PORT: is 8123, as is LOCAL_BROKER_PORT");
  }

  @Test
  void shouldSayThatNoDatabaseServerListens() throws Exception {
    int port;
    try (ServerSocket refusing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = refusing.getLocalPort();
    }

    try (RunProcess run = RunProcess.start(folder, database(port, "chat", "nobody", "none"))) {
      assertThat(run.exitCode()).isEqualTo(69);
      assertThat(run.output())
          .contains("nothing takes connections", "127.0.0.1:" + port, "Fix:")
          .doesNotContain("Exception", "--fresh", "\tat ", "nobody");
      run.assertNothingLeft();
    }
  }

  @Tag("endurance")
  @ParameterizedTest
  @ValueSource(strings = {"embedded database", "schema and rooms", "worker"})
  void shouldStopInOneLineAtAnyMomentOfTheStart(String step) throws Exception {
    try (RunProcess run = RunProcess.start(folder, Map.of())) {
      run.awaitOutput("  " + step);
      run.signal("INT");

      assertThat(run.exitCode()).isEqualTo(130);
      assertThat(run.output().lines().toList())
          .last()
          .isEqualTo("run: stopped while it was starting; nothing is left running");
      assertThat(run.output()).doesNotContain("Exception", "--fresh", "failed", "WARN", "ERROR");
      run.assertNothingLeft();
    }
  }

  @Tag("endurance")
  @Test
  void shouldStopACheckInOneLine() throws Exception {
    try (RunProcess run = RunProcess.start(folder, Map.of(), "--check")) {
      run.awaitOutput("  schema and rooms");
      run.signal("INT");

      assertThat(run.exitCode()).isEqualTo(130);
      assertThat(run.output())
          .contains("run: stopped before it was done")
          .doesNotContain("Exception", "--fresh", "failed", "WARN", "ERROR");
      run.assertNothingLeft();
    }
  }

  @Tag("endurance")
  @ParameterizedTest
  @CsvSource({"password, wrong, true", "password, wrong, false", "lacks a privilege, right, true"})
  void shouldSayWhyTheDatabaseCantBeUsed(String cause, String password, String migrate)
      throws Exception {
    try (TestDatabase database = TestDatabase.create(Kind.EMBEDDED)) {
      String user = "limited_" + ProcessHandle.current().pid();
      database.execute("CREATE OR REPLACE USER " + user + " IDENTIFIED BY 'right'");
      database.execute("GRANT SELECT ON " + database.name() + ".* TO " + user);
      Map<String, String> variables =
          new HashMap<>(database(database.port(), database.name(), user, password));
      variables.put("DB_MIGRATE", migrate);

      try (RunProcess run = RunProcess.start(folder, variables)) {
        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.output())
            .contains(cause, user, "127.0.0.1:" + database.port(), "Fix:")
            .doesNotContain("Exception", "--fresh", "\tat ");
        run.assertNothingLeft();
      }
      database.execute("DROP USER " + user);
    }
  }

  private static Map<String, String> database(int port, String name, String user, String password) {
    return Map.of(
        "DB_HOST", "127.0.0.1",
        "DB_PORT", String.valueOf(port),
        "DB_NAME", name,
        "DB_USERNAME", user,
        "DB_PASSWORD", password);
  }
}
