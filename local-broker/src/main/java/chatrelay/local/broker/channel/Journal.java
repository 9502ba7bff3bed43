package chatrelay.local.broker.channel;

import chatrelay.local.broker.wire.ErrorInfo;
import chatrelay.local.broker.wire.Fields;
import chatrelay.local.broker.wire.Ids;
import chatrelay.local.broker.wire.ProtocolException;
import chatrelay.local.broker.wire.WireFormat;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of records, each with length and checksum. A record is written whole before
 * the publish is acknowledged; a torn tail, as a killed process leaves, is cut off at the next
 * start. Survives the death of the process, not of the machine (no fsync). One process at a time;
 * safe for many threads.
 */
public final class Journal implements AutoCloseable {
  private static final int HEAD = 12;
  private static final int MAX_RECORD = 16 << 20;

  private final Path folder;
  private final FileChannel lock;
  private FileChannel file;

  private Journal(Path folder, FileChannel lock, FileChannel file) {
    this.folder = folder;
    this.lock = lock;
    this.file = file;
  }

  /**
   * Opens or creates the journal of a folder; IllegalStateException naming the folder when it is
   * unusable or in use.
   */
  public static Journal open(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel lock =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(lock) == null) {
        lock.close();
        throw new IllegalStateException("Data folder " + folder + " is in use by another broker");
      }
      return new Journal(folder, lock, openFile(folder.resolve("journal")));
    } catch (IOException e) {
      throw new IllegalStateException(
          "Data folder " + folder + " can't be used: " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel lock) throws IOException {
    try {
      return lock.tryLock();
    } catch (OverlappingFileLockException ownProcess) {
      return null;
    }
  }

  private static FileChannel openFile(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** The name of the serial series, the same for the life of the folder. */
  public String series() {
    Path path = folder.resolve("series");
    try {
      if (Files.notExists(path)) {
        Files.writeString(path, Ids.random(10));
      }
      return Files.readString(path).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads all records in order; those not wanted any more are dropped from the file. Call before
   * the first append.
   */
  public synchronized void replay(Predicate<Fields> wanted) {
    Path path = folder.resolve("journal");
    Path renewed = folder.resolve("journal.new");
    try (DataInputStream stored =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(path)));
        FileChannel kept = openFile(renewed)) {
      kept.truncate(0);
      for (Fields record = next(stored); record != null; record = next(stored)) {
        if (wanted.test(record)) {
          write(kept, record);
        }
      }
      file.close();
      Files.move(renewed, path, StandardCopyOption.ATOMIC_MOVE);
      file = openFile(path);
      file.position(file.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Fields next(DataInputStream stored) throws IOException {
    try {
      int length = stored.readInt();
      long checksum = stored.readLong();
      boolean plausible = length > 0 && length <= MAX_RECORD;
      byte[] body = stored.readNBytes(plausible ? length : 0);
      return plausible && body.length == length && checksum(body) == checksum
          ? Fields.of(WireFormat.MSGPACK.decode(body))
          : null;
    } catch (EOFException torn) {
      return null;
    }
  }

  /** Adds a record; error 50003 when the disk refuses it, and the file is as before. */
  public synchronized void append(Fields record) {
    try {
      write(file, record);
    } catch (IOException e) {
      throw new ProtocolException(
          new ErrorInfo(50003, 500, "The broker can't write its data folder"));
    }
  }

  private static void write(FileChannel target, Fields record) throws IOException {
    byte[] body = WireFormat.MSGPACK.encode(record);
    ByteBuffer buffer = ByteBuffer.allocate(HEAD + body.length);
    buffer.putInt(body.length).putLong(checksum(body)).put(body).flip();
    long start = target.position();
    try {
      while (buffer.hasRemaining()) {
        target.write(buffer);
      }
    } catch (IOException e) {
      target.truncate(start);
      throw e;
    }
  }

  private static long checksum(byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    return crc.getValue();
  }

  @Override
  public synchronized void close() {
    try (FileChannel first = file;
        FileChannel second = lock) {
      first.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
