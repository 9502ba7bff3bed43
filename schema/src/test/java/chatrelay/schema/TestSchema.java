package chatrelay.schema;

import static org.assertj.core.api.Assumptions.assumeThat;

import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase;
import chatrelay.local.database.TestDatabase.Kind;
import chatrelay.runtime.Secret;
import java.io.File;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A migrated schema and a pool on it. */
final class TestSchema implements AutoCloseable {
  private final TestDatabase raw;
  private final Database database;

  private TestSchema(TestDatabase raw, Database database) {
    this.raw = raw;
    this.database = database;
  }

  static TestSchema create(Kind kind) {
    assumeThat(kind.whyUnavailable()).isEmpty();
    TestDatabase raw = TestDatabase.create(kind);
    Database database = Database.open(settings(raw));
    database.migrate();
    return new TestSchema(raw, database);
  }

  /** Short limits, so that a test of a time-out is a short test. */
  static DatabaseSettings settings(TestDatabase raw) {
    return DatabaseSettings.local(
            raw.host(), raw.port(), raw.name(), raw.username(), Secret.of(raw.password()))
        .withTimeouts(
            new DatabaseSettings.Timeouts(
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1)));
  }

  /** How many migrations there are. */
  static int migrations() {
    String[] files = new File("src/main/resources/db/migration").list();
    return files == null ? 0 : files.length;
  }

  TestDatabase raw() {
    return raw;
  }

  Database database() {
    return database;
  }

  Kind kind() {
    return raw.kind();
  }

  /** Settings of a user without any administrator's privilege, with the given grants. */
  DatabaseSettings settingsOf(String user, String... grants) {
    String account = "'" + user + "'@'%'";
    raw.execute("CREATE USER IF NOT EXISTS " + account + " IDENTIFIED BY 'pass-" + user + "'");
    for (String grant : grants) {
      raw.execute("GRANT " + grant.replace("$", raw.name()) + " TO " + account);
    }
    return database.settings().withUser(user, Secret.of("pass-" + user));
  }

  /** Rows as text, values joined by " | ", null as "-". */
  List<String> rows(String sql) throws SQLException {
    try (Connection connection = raw.connect()) {
      return rows(connection, sql, Map.of());
    }
  }

  /** The same as the analysts' user, with the given user variables set. */
  List<String> rowsForAnalyst(String sql, Map<String, String> variables) throws SQLException {
    try (Connection connection = LeastRights.connect(raw, "chat_analyst")) {
      return rows(connection, sql, variables);
    }
  }

  private static List<String> rows(Connection connection, String sql, Map<String, String> variables)
      throws SQLException {
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      try (PreparedStatement set =
          connection.prepareStatement("SET @" + variable.getKey() + " = ?")) {
        set.setString(1, variable.getValue());
        set.execute();
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          String value = result.getString(column);
          values.add(value == null ? "-" : value);
        }
        rows.add(String.join(" | ", values));
      }
      return rows;
    }
  }

  @Override
  public void close() {
    database.close();
    raw.close();
  }
}
