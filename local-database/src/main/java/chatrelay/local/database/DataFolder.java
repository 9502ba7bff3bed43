package chatrelay.local.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One data folder, owned by this JVM as long as a lock file beside it is locked.
 *
 * <p>The operating system releases the lock of a killed JVM but leaves its server running. So: lock
 * held by someone else means the folder is in use; lock free and a server of ours still named in
 * the pid file means an orphan, which is stopped.
 */
final class DataFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final long ORPHAN_LIMIT_SECONDS = 15;

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  static DataFolder acquire(Path dataDirectory) {
    Path path = dataDirectory.toAbsolutePath().normalize();
    Path parent = path.getParent();
    if (parent == null) {
      throw new EmbeddedDatabaseException("The root of a file system can't be the data folder.");
    }
    Folders.createWritable(parent);
    if (Files.exists(path)) {
      Folders.createWritable(path);
    }
    DataFolder folder = new DataFolder(path, lock(path, Folders.sibling(path, ".lock")));
    try {
      folder.stopOrphan();
      return folder;
    } catch (IOException | RuntimeException failure) {
      folder.close();
      throw failure instanceof EmbeddedDatabaseException known
          ? known
          : new EmbeddedDatabaseException("Can't use the data folder " + path, failure);
    }
  }

  private static FileChannel lock(Path path, Path lockPath) {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new EmbeddedDatabaseException(
            "The data folder "
                + path
                + " is used by another running process. Stop that process or choose another"
                + " folder.");
      }
      return channel;
    } catch (IOException failure) {
      throw new EmbeddedDatabaseException("Can't lock " + lockPath, failure);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  Path pidFile() {
    return path.resolve("server.pid");
  }

  Path logFile() {
    return path.resolve("server.log");
  }

  /** Creates the system tables unless they exist; refuses a folder that holds something else. */
  void prepare(MariaBinaries binaries) throws IOException {
    if (Files.isDirectory(path.resolve("mysql"))) {
      return;
    }
    if (!Folders.isEmptyOrMissing(path)) {
      throw new EmbeddedDatabaseException(
          "The folder "
              + path
              + " holds files but no database. Choose an empty or new folder for the data.");
    }
    binaries.install(path);
  }

  private void stopOrphan() throws IOException {
    Optional<ProcessHandle> orphan = runningServer();
    if (orphan.isEmpty()) {
      Files.deleteIfExists(pidFile());
      return;
    }
    ProcessHandle server = orphan.get();
    LOG.info("stopping the server {} that a killed process left on {}", server.pid(), path);
    server.destroy();
    if (!ended(server)) {
      server.destroyForcibly();
      if (!ended(server)) {
        throw new EmbeddedDatabaseException(
            "The server process " + server.pid() + " still uses " + path + " and does not stop.");
      }
    }
    Files.deleteIfExists(pidFile());
  }

  /** The process named in the pid file, only if it is a mariadbd started on exactly this folder. */
  private Optional<ProcessHandle> runningServer() throws IOException {
    if (!Files.exists(pidFile())) {
      return Optional.empty();
    }
    String text = Files.readString(pidFile()).strip();
    if (!text.matches("\\d{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(text)).filter(this::isOurServer);
  }

  private boolean isOurServer(ProcessHandle process) {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    boolean onThisFolder = List.of(arguments).contains("--datadir=" + path);
    return onThisFolder && process.info().command().orElse("").endsWith("/mariadbd");
  }

  private static boolean ended(ProcessHandle process) {
    try {
      process.onExit().get(ORPHAN_LIMIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException stillRunning) {
      return !process.isAlive();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Releases the lock. The lock file stays: deleting it would let two processes lock two files. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException failure) {
      LOG.warn("could not release the lock beside {}: {}", path, failure.toString());
    }
  }
}
