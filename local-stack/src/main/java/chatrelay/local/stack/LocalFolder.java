package chatrelay.local.stack;

import chatrelay.runtime.Environment;
import chatrelay.runtime.UnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which a local chat-relay keeps its data: one process at a time, secrets readable by
 * its owner only.
 *
 * <p>Holds {@code database/}, {@code broker/} and {@code secrets/}; {@code mariadb/} is the
 * unpacked server and survives {@link #empty()}. Closing releases the lock.
 */
final class LocalFolder implements AutoCloseable {
  private static final List<String> DATA = List.of("database", "broker", "secrets");
  private static final int SECRET_BYTES = 32;

  private final Path root;
  private final FileChannel channel;

  private LocalFolder(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Creates the folder if needed and acquires its lock.
   *
   * @throws UnavailableException when it can't be written or another process holds it
   */
  static LocalFolder open(Path root) {
    try {
      Files.createDirectories(root);
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new UnavailableException(
            "another chat-relay uses the folder " + root + "; stop it or set LOCAL_FOLDER", null);
      }
      return new LocalFolder(root, channel);
    } catch (IOException refused) {
      throw new UnavailableException(
          "the folder "
              + root.toAbsolutePath()
              + " can't be written; make it writable or set"
              + " LOCAL_FOLDER to another",
          refused);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  Path database() {
    return root.resolve("database");
  }

  Path broker() {
    return root.resolve("broker");
  }

  /** A random secret that lives as long as the folder. */
  String secret(String name) {
    Path file = root.resolve("secrets").resolve(name);
    try {
      if (!Files.exists(file)) {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        Files.createDirectories(file.getParent());
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random));
      }
      return Files.readString(file).strip();
    } catch (IOException refused) {
      throw new UnavailableException("can't store a secret in " + file, refused);
    }
  }

  /**
   * Records the broker and database of this process for {@code ./chat}, until the result is closed.
   * Readable by the owner only: it contains secrets.
   */
  AutoCloseable announce(Environment environment) {
    Path file = root.resolve("running.env");
    Map<String, String> variables = new TreeMap<>();
    environment.exportTo(variables);
    StringBuilder text = new StringBuilder();
    text.append("# process ").append(ProcessHandle.current().pid()).append('\n');
    variables.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text);
    } catch (IOException refused) {
      throw new UnavailableException("can't write " + file, refused);
    }
    return () -> Files.deleteIfExists(file);
  }

  /** Removes all data: rows, channels and keys. */
  void empty() {
    for (String part : DATA) {
      delete(root.resolve(part));
    }
  }

  /** Removes the folder {@code path} with its contents, if it exists. */
  static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException refused) {
      throw new UnavailableException("can't empty the folder " + path, refused);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
