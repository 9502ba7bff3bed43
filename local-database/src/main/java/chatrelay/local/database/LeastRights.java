package chatrelay.local.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The four users of {@code schema/users.sql} on a test's database, with the rights of {@code
 * schema/grants.sql}, so that tests run with what production grants.
 *
 * <p>Read from the module's folder, where Maven starts tests. Users are those of the whole server
 * and stay; their rights on one database do not reach another. Thread-safe.
 */
public final class LeastRights {
  private static final Path SCRIPTS = Path.of("..", "schema");

  private LeastRights() {}

  /** Creates the users and lets chat_migrate change the schema; the database may be empty. */
  public static void createUsers(TestDatabase database) {
    run(database, statements("users.sql", database.name()));
  }

  /** Creates the users and gives them all their rights; the database must be migrated. */
  public static void grant(TestDatabase database) {
    run(
        database,
        Stream.of("users.sql", "grants.sql")
            .flatMap(file -> statements(file, database.name()).stream())
            .toList());
  }

  /** The password that {@code user} gets here instead of the placeholder in users.sql. */
  public static String password(String user) {
    return "pass-of-" + user.substring("chat_".length()).toUpperCase(Locale.ROOT);
  }

  /** The same database, seen by another user. Closing it drops the database only with the right. */
  public static TestDatabase as(TestDatabase database, String user) {
    return new TestDatabase(
        database.kind(), database.host(), database.port(), database.name(), user, password(user));
  }

  /** A new connection of {@code user} in autocommit mode. The caller closes it. */
  public static Connection connect(TestDatabase database, String user) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), user, password(user));
  }

  /** In one request: a round trip for each of thirty statements would slow every test. */
  private static void run(TestDatabase database, List<String> statements) {
    String sql = String.join(";\n", statements);
    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl() + "&allowMultiQueries=true",
                database.username(),
                database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      boolean more = true;
      while (more) { // a failed statement throws here
        more = statement.getMoreResults() || statement.getUpdateCount() != -1;
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("failed: " + sql, failure);
    }
  }

  private static List<String> statements(String file, String database) {
    try {
      String text =
          Files.readString(SCRIPTS.resolve(file))
              .replace("CHANGE-ME-", "pass-of-")
              .replace("chat\\_relay", database.replace("_", "\\_"))
              .replace("chat_relay", database);
      String sql = String.join("\n", text.lines().filter(line -> !line.startsWith("--")).toList());
      return Stream.of(sql.split(";", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
