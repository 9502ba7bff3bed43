package chatrelay.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import chatrelay.local.broker.LocalBroker;
import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands of docs/first-deployment.md on a machine of folders: paths lie below a root, {@code
 * systemctl} starts the programs as the units say, {@code mysql} reaches the test's server as its
 * administrator. Everything else runs as it is written.
 */
final class DeploymentPage implements AutoCloseable {
  private static final long LIMIT_SECONDS = 200;
  private static final Pattern BLOCK = Pattern.compile("(?s)```bash\n(.*?)```");
  private static final List<String> USERS =
      List.of("chat_migrate", "chat_worker", "chat_web", "chat_analyst");

  private final Path folder;
  private final TestDatabase server;
  private final LocalBroker broker;
  private final List<Integer> ports;

  private DeploymentPage(
      Path folder, TestDatabase server, LocalBroker broker, List<Integer> ports) {
    this.folder = folder;
    this.server = server;
    this.broker = broker;
    this.ports = ports;
  }

  /** Makes an archive of the release in {@code folder} and a server without a database. */
  static DeploymentPage unpack(Path folder, Kind kind, LocalBroker broker) throws Exception {
    DeploymentPage page =
        new DeploymentPage(folder.toRealPath(), TestDatabase.create(kind), broker, freePorts());
    page.forget();
    Files.createDirectories(page.folder.resolve("root"));
    page.archive();
    page.systemctl();
    page.mysql();
    return page;
  }

  String url() {
    return "http://127.0.0.1:" + ports.getFirst();
  }

  /** How many connections {@code user} has now. */
  int sessionsOf(String user) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE user = '"
                    + user
                    + "' AND db = 'chat_relay'")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Runs every block in one shell and answers both streams. */
  String execute(String input) throws Exception {
    Path log = folder.resolve("output.txt");
    Path script = folder.resolve("page.sh");
    Files.writeString(script, script());
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString());
    builder.directory(folder.toFile());
    builder.environment().put("PATH", folder.resolve("path") + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("CHAT_RELAY_CONFIGURATION", folder + "/root/etc/chat-relay");
    builder.environment().put("CHAT_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    try (OutputStream keyboard = process.getOutputStream()) {
      keyboard.write(input.getBytes(StandardCharsets.UTF_8));
    }
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String output = Files.readString(log);
    assertThat(process.waitFor()).as("%s%s", output, logs()).isZero();
    return output;
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String program : List.of("worker", "auth")) {
      Path log = folder.resolve(program + ".log");
      all.append(Files.exists(log) ? "\n" + Files.readString(log) : "");
    }
    return all.toString();
  }

  /** The page's blocks with this machine's values. */
  private String script() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "first-deployment.md"));
    String root = folder + "/root";
    List<String> blocks = BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    assertThat(blocks).hasSize(11);
    String all =
        "set -euo pipefail\n"
            + String.join("\n", blocks)
                .replaceAll("(?m)^DATABASE_HOST=.*", "DATABASE_HOST=" + server.host())
                .replaceAll(
                    "(?m)^BROKER=.*", "BROKER=http://" + broker.host() + ":" + broker.port());
    assertThat(all).contains("install.sh\n", "\nsystemctl ", ":3000/", ":9464/");
    return all.replace("/etc/chat-relay", root + "/etc/chat-relay")
        .replace("/opt/chat-relay", root + "/opt/chat-relay")
        .replace("install.sh\n", "install.sh --root '" + root + "'\n" + ports(root))
        .replace(":3000/", ":" + ports.get(0) + "/")
        .replace(":9464/", ":" + ports.get(1) + "/");
  }

  /** What differs here from a server of its own: ports, the broker, TLS. */
  private String ports(String root) {
    String both =
        "ABLY_ENDPOINT=%s\\nABLY_PORT=%d\\nABLY_TLS=false\\nDB_PORT=%d\\nDB_SSL_MODE=PREFERRED\\n"
            .formatted(broker.host(), broker.port(), server.port());
    String worker = "WORKER_ADMIN_PORT=" + ports.get(1) + "\\n";
    String auth = "PORT=" + ports.get(0) + "\\nAUTH_ADMIN_PORT=" + ports.get(2) + "\\n";
    return "printf '%%b' '%s' >>%s/etc/chat-relay/worker.env\n".formatted(both + worker, root)
        + "printf '%%b' '%s' >>%s/etc/chat-relay/auth.env\n".formatted(both + auth, root);
  }

  private void archive() throws IOException, InterruptedException {
    Path release = Files.createDirectories(folder.resolve("chat-relay-0.1.0"));
    Files.createDirectory(release.resolve("lib"));
    classes(release.resolve("lib/classes.jar"));
    Files.writeString(release.resolve("VERSION"), "0.1.0\n");
    Files.createDirectory(release.resolve("schema"));
    run(
        "cp -R ../deploy/bin ../deploy/systemd ../deploy/install.sh ../.env.example '%s'"
            .formatted(release));
    run(
        "cp -R ../schema/users.sql ../schema/grants.sql ../schema/queries '%s/schema'"
            .formatted(release));
    run(
        "cd '%s' && tar czf chat-relay-0.1.0.tar.gz chat-relay-0.1.0 && rm -r chat-relay-0.1.0"
            .formatted(folder));
  }

  /** A jar that names this test's class path: the programs, as they were just compiled. */
  private static void classes(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> !entry.contains("test-classes"))
                .map(entry -> Path.of(entry).toUri())
                .map(URI::toString)
                .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  private void systemctl() throws IOException {
    command(
        "systemctl",
        """
        #!/usr/bin/env bash
        # Starts what the units name, with their environment and credentials.
        set -euo pipefail
        [ "$1 $2" = "enable --now" ]
        for unit in "${@:3}"; do
          file=ROOT/etc/systemd/system/$unit.service program=${unit#chat-relay-}
          mkdir "HERE/credentials-$program"
          while IFS=: read -r name source; do
            cp "ROOT$source" "HERE/credentials-$program/$name"
          done < <(sed -n 's/^LoadCredential=//p' "$file")
          (
            set -a
            . "ROOT$(sed -n 's/^EnvironmentFile=//p' "$file")"
            export CREDENTIALS_DIRECTORY=HERE/credentials-$program
            unset CHAT_RELAY_CONFIGURATION
            exec ROOT$(sed -n 's/^ExecStart=//p' "$file")
          ) >"HERE/$program.log" 2>&1 </dev/null &
          echo $! >"HERE/$program.pid"
        done
        """);
  }

  private void mysql() throws IOException {
    boolean docker = server.kind() == Kind.MYSQL;
    command(
        "mysql",
        docker
            ? """
            #!/usr/bin/env bash
            # The client in the server's container, as root or with the login of a file.
            set -euo pipefail
            container=$(docker ps --quiet --filter publish=PORT)
            if [[ ${1:-} == --defaults-file=* ]]; then
              docker exec -i "$container" sh -c 'cat >/tmp/login.cnf' <"${1#*=}"
              exec docker exec -i "$container" mysql --defaults-file=/tmp/login.cnf "${@:2}"
            fi
            exec docker exec -i -e MYSQL_PWD='PASSWORD' "$container" mysql --user=USER "$@"
            """
            : """
            #!/usr/bin/env bash
            # The client of the embedded server, as its administrator or with the login of a file.
            client=CLIENT
            if [[ ${1:-} == --defaults-file=* ]]; then
              exec "$client" "$1" --protocol=tcp --port=PORT --skip-ssl "${@:2}"
            fi
            MYSQL_PWD='PASSWORD' exec "$client" --no-defaults --protocol=tcp --host=127.0.0.1 \
              --port=PORT --user=USER --skip-ssl "$@"
            """);
  }

  private void command(String name, String text) throws IOException {
    Path file = Files.createDirectories(folder.resolve("path")).resolve(name);
    Files.writeString(
        file,
        text.replace("ROOT", folder + "/root")
            .replace("HERE", folder.toString())
            .replace("PORT", String.valueOf(server.port()))
            .replace("PASSWORD", server.password())
            .replace("USER", server.username())
            .replace(
                "CLIENT", Path.of("target/test-database/base/bin/mariadb").toAbsolutePath() + ""));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void run(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-c", command).inheritIO().start();
    assertThat(process.waitFor()).as(command).isZero();
  }

  /** The users and the database of the page are those of the whole server. */
  private void forget() {
    server.execute("DROP DATABASE IF EXISTS chat_relay");
    USERS.forEach(user -> server.execute("DROP USER IF EXISTS '" + user + "'@'%'"));
  }

  private static List<Integer> freePorts() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket page = new ServerSocket(0, 1, here);
        ServerSocket worker = new ServerSocket(0, 1, here);
        ServerSocket auth = new ServerSocket(0, 1, here)) {
      return List.of(page.getLocalPort(), worker.getLocalPort(), auth.getLocalPort());
    }
  }

  /** Ends the programs, then forgets what the page made on the shared server. */
  @Override
  public void close() throws IOException, InterruptedException {
    List<ProcessHandle> programs = new ArrayList<>();
    for (String program : List.of("worker", "auth")) {
      Path file = folder.resolve(program + ".pid");
      if (Files.exists(file)) {
        ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).ifPresent(programs::add);
      }
    }
    programs.forEach(ProcessHandle::destroy);
    run(
        "timeout 40 tail --pid=%s -f /dev/null"
            .formatted(
                programs.stream()
                    .map(program -> String.valueOf(program.pid()))
                    .collect(Collectors.joining(" --pid="))));
    forget();
    server.execute(
        "CREATE DATABASE chat_relay"); // other tests' logins to the embedded server name it
    server.close();
  }
}
