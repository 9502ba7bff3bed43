package chatrelay.local.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A MariaDB 11.4 server in a child process of this JVM, with an empty utf8mb4 database {@code
 * chat_relay}, reachable on 127.0.0.1 by one user whose password is new at every start.
 *
 * <p>{@link #close()} stops the server within 15 s and never deletes data. No shutdown hook is
 * installed: the owner closes the programs that use the database first. A server that outlives a
 * killed JVM is stopped by the next start on its data folder. Not for concurrent use.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final String DATABASE = "chat_relay";
  private static final String USER = "chat_relay";
  private static final int PORT_ATTEMPTS = 3;
  private static final long START_LIMIT_SECONDS = 30;
  private static final long STOP_LIMIT_SECONDS = 10;

  private final DataFolder folder;
  private final ServerProcess server;
  private final String password;

  private EmbeddedDatabase(DataFolder folder, ServerProcess server, String password) {
    this.folder = folder;
    this.server = server;
    this.password = password;
  }

  /**
   * Starts on a free port. Takes about 4 s when the base folder must be unpacked, 1.5 s with a new
   * data folder, 0.5 s with an existing one.
   *
   * @param baseDirectory the server programs; unpacked when missing, may be shared between JVMs
   * @param dataDirectory the data; one JVM at a time
   * @throws EmbeddedDatabaseException when a folder is not writable or in use, or the server ends
   */
  public static EmbeddedDatabase start(Path baseDirectory, Path dataDirectory) {
    return start(baseDirectory, dataDirectory, 0);
  }

  /**
   * As {@link #start(Path, Path)} on a fixed port, so that a restarted server is found again by its
   * clients. Port 0 means any free port.
   */
  public static EmbeddedDatabase start(Path baseDirectory, Path dataDirectory, int port) {
    DataFolder folder = DataFolder.acquire(dataDirectory);
    try {
      MariaBinaries binaries = MariaBinaries.unpack(baseDirectory);
      folder.prepare(binaries);
      return launch(binaries, folder, port);
    } catch (IOException failure) {
      folder.close();
      throw new EmbeddedDatabaseException(
          "Can't start the database on " + folder.path() + ": " + failure.getMessage(), failure);
    } catch (RuntimeException failure) {
      folder.close();
      throw failure;
    }
  }

  private static EmbeddedDatabase launch(MariaBinaries binaries, DataFolder folder, int port)
      throws IOException {
    String password = newPassword();
    for (int attempt = 1; ; attempt++) {
      int chosen = port == 0 ? ServerProcess.freePort() : port;
      ServerProcess server = ServerProcess.launch(binaries, folder, chosen, startSql(password));
      EmbeddedDatabase database = new EmbeddedDatabase(folder, server, password);
      if (database.awaitConnection()) {
        Files.deleteIfExists(folder.path().resolve("start.sql"));
        return database;
      }
      boolean stopped = server.stop(STOP_LIMIT_SECONDS);
      if (port != 0 || attempt == PORT_ATTEMPTS || !stopped) {
        throw new EmbeddedDatabaseException(
            "The database server did not start on port "
                + chosen
                + " with data in "
                + folder.path()
                + ". Its last words:\n"
                + ServerProcess.lastLines(folder.logFile()));
      }
    }
  }

  private static String newPassword() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Each statement must be one line: the server reads the file line by line. */
  private static String startSql(String password) {
    return "CREATE DATABASE IF NOT EXISTS "
        + DATABASE
        + " CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;\n"
        + ("CREATE OR REPLACE USER '" + USER + "'@'127.0.0.1' IDENTIFIED BY '" + password + "';\n")
        + ("GRANT ALL PRIVILEGES ON *.* TO '" + USER + "'@'127.0.0.1' WITH GRANT OPTION;\n");
  }

  private boolean awaitConnection() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
    while (server.isAlive() && System.nanoTime() < deadline) {
      try (Connection connection = DriverManager.getConnection(jdbcUrl(), USER, password)) {
        return connection.isValid(2);
      } catch (SQLException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        if (Thread.currentThread().isInterrupted()) {
          return false;
        }
      }
    }
    return false;
  }

  /** A URL for the MySQL driver, without user and password. */
  public String jdbcUrl() {
    return "jdbc:mysql://" + host() + ":" + port() + "/" + DATABASE + "?sslMode=DISABLED";
  }

  /** Always 127.0.0.1. */
  public String host() {
    return "127.0.0.1";
  }

  /** The TCP port, 1–65535. */
  public int port() {
    return server.port();
  }

  /** The name of the database, {@code chat_relay}. */
  public String name() {
    return DATABASE;
  }

  /** A user with all privileges, including GRANT OPTION. */
  public String username() {
    return USER;
  }

  /** 32 hexadecimal digits, valid until the next start. Don't log it. */
  public String password() {
    return password;
  }

  /** Fault switch: SIGKILL, as a power cut would do. {@link #close()} must still be called. */
  public void kill() {
    server.kill();
  }

  /** Fault switch: SIGSTOP. Connections stay open and nothing answers until {@link #thaw()}. */
  public void freeze() {
    server.signal("STOP");
  }

  /** Ends {@link #freeze()}. Does nothing when the server is not frozen. */
  public void thaw() {
    server.signal("CONT");
  }

  /**
   * Stops the server (SIGTERM, after 10 s SIGKILL) and releases the data folder. Safe to call twice
   * and after {@link #kill()}.
   */
  @Override
  public void close() {
    boolean stopped = server.stop(STOP_LIMIT_SECONDS);
    folder.close();
    if (!stopped) {
      throw new EmbeddedDatabaseException("The server on " + folder.path() + " does not end.");
    }
  }
}
