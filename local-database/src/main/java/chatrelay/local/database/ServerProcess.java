package chatrelay.local.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * One mariadbd child process. It listens on 127.0.0.1 only, without TLS: key generation would take
 * 3–8 s of every start (measured).
 */
final class ServerProcess {
  private static final String SQL_MODE =
      "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
          + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static ServerProcess launch(MariaBinaries binaries, DataFolder folder, int port, String startSql)
      throws IOException {
    Path startFile = folder.path().resolve("start.sql");
    Files.deleteIfExists(startFile);
    Files.createFile(
        startFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(startFile, startSql);
    // Not /tmp: a starting server deletes there what looks like another server's temporary tables.
    Path temporary = Files.createDirectories(Folders.sibling(folder.path(), ".tmp"));
    List<String> command = new ArrayList<>();
    command.add(binaries.base().resolve("bin/mariadbd").toString());
    command.add("--no-defaults"); // must come first
    command.add("--basedir=" + binaries.base());
    command.add("--datadir=" + folder.path());
    command.add("--tmpdir=" + temporary);
    command.add("--pid-file=" + folder.pidFile());
    command.add("--socket=server.sock"); // relative to the data folder: a path is ≤ 107 bytes
    command.add("--bind-address=127.0.0.1");
    command.add("--port=" + port);
    command.add("--skip-ssl");
    command.add("--skip-name-resolve");
    command.add("--init-file=" + startFile);
    command.add("--character-set-server=utf8mb4");
    command.add("--collation-server=utf8mb4_bin");
    command.add("--default-time-zone=+00:00");
    command.add("--sql-mode=" + SQL_MODE);
    command.add("--max-allowed-packet=64M");
    if (MariaBinaries.runsAsRoot()) {
      command.add("--user=root");
    }
    Process process = binaries.program(command).redirectOutput(folder.logFile().toFile()).start();
    // The server writes the same number later; a JVM killed in between must leave a trace, too.
    Files.writeString(folder.pidFile(), process.pid() + "\n");
    return new ServerProcess(process, port);
  }

  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return probe.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM, then SIGKILL after the limit. Returns false when even that did not end it. */
  boolean stop(long limitSeconds) {
    signal("CONT"); // a frozen server would not see the SIGTERM
    process.destroy();
    return MariaBinaries.waitFor(process, limitSeconds) || kill();
  }

  boolean kill() {
    process.destroyForcibly();
    return MariaBinaries.waitFor(process, 5);
  }

  /** Sends a named signal with kill(1); Java itself can only end a process. */
  void signal(String name) {
    if (!process.isAlive()) {
      return;
    }
    try {
      Process sender = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      MariaBinaries.waitFor(sender, 5);
    } catch (IOException failure) {
      throw new EmbeddedDatabaseException("Can't send SIG" + name, failure);
    }
  }

  /** The end of the server's own log, for an error message. */
  static String lastLines(Path logFile) throws IOException {
    List<String> lines =
        Files.exists(logFile)
            ? List.of(new String(Files.readAllBytes(logFile), StandardCharsets.UTF_8).split("\n"))
            : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
  }
}
