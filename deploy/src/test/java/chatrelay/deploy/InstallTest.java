package chatrelay.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code install.sh} and the scripts it installs, below a folder instead of the root. */
class InstallTest {
  @TempDir Path folder;
  private Path release = Path.of("");
  private Path root = Path.of("");

  @BeforeEach
  void unpack_a_release() throws IOException {
    release = Files.createDirectories(folder.resolve("unpacked"));
    root = Files.createDirectories(folder.resolve("root"));
    for (String part : List.of("bin", "systemd")) {
      Path target = Files.createDirectory(release.resolve(part));
      try (Stream<Path> files = Files.list(Path.of(part))) {
        for (Path file : files.toList()) {
          Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    Files.copy(
        Path.of("install.sh"), release.resolve("install.sh"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(Path.of("..", ".env.example"), release.resolve(".env.example"));
    Files.createDirectory(release.resolve("lib"));
    Files.writeString(release.resolve("lib/b-2.jar"), "");
    Files.writeString(release.resolve("lib/a-1.jar"), "");
    version("1.0.0");
  }

  @Test
  void an_installed_release_has_programs_units_and_a_configuration_to_fill_in() throws Exception {
    Shell.Result result = install();

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("1.0.0").contains("worker.env").contains("ably_api_key");
    assertThat(root.resolve("opt/chat-relay/current/bin/start")).isExecutable();
    assertThat(root.resolve("etc/systemd/system/chat-relay-worker.service")).exists();
    assertThat(root.resolve("etc/systemd/system/chat-relay-auth.service")).exists();
    assertThat(Files.readString(root.resolve("etc/chat-relay/worker.env")))
        .contains("#DB_HOST=")
        .contains("#WORKER_BATCH=")
        .contains("\nDB_USERNAME=chat_worker\n")
        .contains("\nDB_MIGRATE=false\n")
        .doesNotContain("DB_MIGRATE_")
        .doesNotContain("ABLY_API_KEY=")
        .doesNotContain("DB_PASSWORD=")
        .doesNotContain("AUTH_")
        .doesNotContain("LOCAL_");
    assertThat(Files.readString(root.resolve("etc/chat-relay/auth.env")))
        .contains("#DB_HOST=")
        .contains("#AUTH_TOKEN_TTL=")
        .contains("\nDB_USERNAME=chat_web\n")
        .doesNotContain("DB_MIGRATE_")
        .doesNotContain("SIGNER_KEY=")
        .doesNotContain("SESSION_SECRET=")
        .doesNotContain("WORKER_");
  }

  @Test
  void only_root_reads_the_secrets_and_the_one_nobody_knows_is_made() throws Exception {
    install();

    Path credentials = root.resolve("etc/chat-relay/credentials");
    assertThat(rights(credentials)).isEqualTo("rwx------");
    for (String name : List.of("ably_api_key", "worker_db_password", "auth_session_secret")) {
      assertThat(rights(credentials.resolve(name))).isEqualTo("rw-------");
    }
    assertThat(Files.readString(credentials.resolve("auth_session_secret"))).hasSize(64);
  }

  @Test
  void every_credential_a_unit_wants_is_there_after_the_installation() throws Exception {
    install();

    for (String unit : List.of("chat-relay-worker", "chat-relay-auth")) {
      List<String> wanted =
          Files.readAllLines(Path.of("systemd", unit + ".service")).stream()
              .filter(line -> line.startsWith("LoadCredential="))
              .map(line -> line.substring(line.indexOf(':') + 2))
              .toList();
      assertThat(wanted).isNotEmpty().allSatisfy(file -> assertThat(root.resolve(file)).exists());
    }
  }

  @Test
  void an_upgrade_keeps_the_configuration_and_the_release_before() throws Exception {
    install();
    Path environment = root.resolve("etc/chat-relay/worker.env");
    Path key = root.resolve("etc/chat-relay/credentials/ably_api_key");
    Files.writeString(environment, "DB_HOST=database.example\n");
    Files.writeString(key, "kept");
    version("1.1.0");

    Shell.Result result = install();

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(Files.readString(environment)).isEqualTo("DB_HOST=database.example\n");
    assertThat(Files.readString(key)).isEqualTo("kept");
    assertThat(Files.readSymbolicLink(root.resolve("opt/chat-relay/current")))
        .isEqualTo(Path.of("releases/1.1.0"));
    assertThat(root.resolve("opt/chat-relay/releases/1.0.0/bin/start")).exists();
  }

  @Test
  void installing_twice_changes_nothing() throws Exception {
    install();
    List<String> before = tree();

    Shell.Result again = install();

    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(tree()).isEqualTo(before);
  }

  @Test
  void what_is_wrong_is_told_with_the_way_out() throws Exception {
    Files.delete(release.resolve("VERSION"));
    assertThat(install())
        .isEqualTo(
            new Shell.Result(
                69,
                "install.sh: no release here; unpack chat-relay-VERSION.tar.gz and run the"
                    + " install.sh in it\n"));

    Shell.Result unknown = Shell.run(release, Map.of(), "./install.sh", "--fast");
    assertThat(unknown.exitCode()).isEqualTo(64);
    assertThat(unknown.output()).contains("Usage:").contains("unknown option --fast");
  }

  @Test
  void a_program_starts_with_all_jars_in_one_order_and_the_heap_of_its_own() throws Exception {
    install();
    Map<String, String> java = Map.of("JAVA_HOME", javaThatPrintsItsArguments().toString());

    Shell.Result worker =
        Shell.run(folder, java, root + "/opt/chat-relay/current/bin/start", "worker");

    String lib = root.toRealPath().resolve("opt/chat-relay/releases/1.0.0/lib").toString();
    assertThat(worker.exitCode()).as(worker.output()).isZero();
    assertThat(worker.output())
        .contains("-Xmx256m")
        .contains("-cp\n" + lib + "/a-1.jar:" + lib + "/b-2.jar\nchatrelay.worker.WorkerMain\n");
    assertThat(Shell.run(folder, java, root + "/opt/chat-relay/current/bin/start", "x"))
        .extracting(Shell.Result::exitCode)
        .isEqualTo(64);
  }

  @Test
  void a_cache_is_written_when_asked_for_and_used_when_there() throws Exception {
    install();
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path file = cache.toRealPath().resolve("1.0.0.aot");
    String start = root + "/opt/chat-relay/current/bin/start";
    String home = javaThatPrintsItsArguments().toString();

    Map<String, String> use = Map.of("JAVA_HOME", home, "CACHE_DIRECTORY", cache.toRealPath() + "");
    assertThat(Shell.run(folder, use, start, "worker").output()).doesNotContain("AOT");
    Map<String, String> train =
        Map.of(
            "JAVA_HOME",
            home,
            "CACHE_DIRECTORY",
            cache.toRealPath() + "",
            "CHAT_AHEAD_OF_TIME",
            "train");
    assertThat(Shell.run(folder, train, start, "worker").output())
        .contains("-XX:AOTCacheOutput=" + file);

    Files.writeString(file, "");
    assertThat(Shell.run(folder, use, start, "worker").output()).contains("-XX:AOTCache=" + file);
  }

  @Test
  void the_command_line_takes_the_configuration_of_the_worker() throws Exception {
    install();
    Path home = javaThatPrintsItsArguments();
    Path configuration = root.resolve("etc/chat-relay");
    Files.writeString(
        configuration.resolve("worker.env"), "# comment\nDB_HOST=\"db.example\"\nDB_PORT=3307\n");

    Shell.Result result =
        Shell.run(
            folder,
            Map.of(
                "JAVA_HOME", home.toString(),
                "CHAT_RELAY_CONFIGURATION", configuration.toString(),
                "DB_PORT", "3308"),
            root + "/opt/chat-relay/current/bin/chat",
            "audit",
            "--json");

    assertThat(result.output())
        .contains("chatrelay.worker.command.ChatMain\naudit\n--json\n")
        .contains("DB_HOST=db.example\n")
        .contains("DB_PORT=3308\n")
        .contains("ABLY_API_KEY_FILE=" + configuration.resolve("credentials/ably_api_key"))
        .contains("ABLY_SIGNER_KEY_FILE=" + configuration.resolve("credentials/ably_signer_key"))
        .contains("AUTH_SESSION_SECRET_FILE=")
        .doesNotContain("DB_MIGRATE_");
  }

  @Test
  void only_the_command_that_changes_the_schema_gets_the_login_for_it() throws Exception {
    install();
    Path configuration = root.resolve("etc/chat-relay");
    Files.writeString(configuration.resolve("worker.env"), "DB_HOST=first\nDB_HOST=last\n");
    Files.writeString(configuration.resolve("auth.env"), "PORT=3100\nDB_USERNAME=chat_web\n");

    Shell.Result result =
        Shell.run(
            folder,
            Map.of(
                "JAVA_HOME", javaThatPrintsItsArguments().toString(),
                "CHAT_RELAY_CONFIGURATION", configuration.toString()),
            root + "/opt/chat-relay/current/bin/chat",
            "migrate");

    assertThat(result.output())
        .contains("DB_MIGRATE_USERNAME=chat_migrate\n")
        .contains("DB_MIGRATE_PASSWORD_FILE=" + configuration.resolve("credentials/migrate_db"))
        .contains("DB_HOST=last\n")
        .contains("\nPORT=3100\n")
        .doesNotContain("chat_web");
  }

  private Shell.Result install() throws IOException, InterruptedException {
    return Shell.run(release, Map.of(), "./install.sh", "--root", root.toString());
  }

  private void version(String version) throws IOException {
    Files.writeString(release.resolve("VERSION"), version + "\n");
  }

  /** A Java home of version 25 whose java tells how it was called, a line an argument. */
  private Path javaThatPrintsItsArguments() throws IOException {
    Path home = folder.resolve("java");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    Path java = home.resolve("bin/java");
    Files.writeString(
        java,
        "#!/bin/sh\nprintf '%s\\n' \"$@\"\nenv | grep -E '^(DB_|ABLY_|AUTH_|PORT=)'\nexit 0\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  private List<String> tree() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .sorted()
          .map(file -> {
            try {
              return root.relativize(file) + " " + rights(file);
            } catch (IOException gone) {
              throw new java.io.UncheckedIOException(gone);
            }
          })
          .toList();
    }
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
