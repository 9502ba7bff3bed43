package chatrelay.worker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One INSERT of many rows, which the driver makes of a batch (rewriteBatchedStatements), in parts
 * where it is longer than a packet may be. Preparing its whole text instead, with thousands of
 * places, was a third of a lane's work. Not for several threads.
 */
final class RowInsert {
  private final String head;
  private final String row;
  private final String tail;
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  RowInsert(String head, String row) {
    this(head, row, "");
  }

  RowInsert(String head, String row, String tail) {
    this.head = head;
    this.row = row;
    this.tail = tail;
  }

  void row(@Nullable Object... values) {
    rows.add(values);
  }

  /** Does nothing without rows. */
  void run(Connection connection) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(head + row + tail)) {
      execute(statement);
    }
  }

  /**
   * Runs and hands the generated keys to {@code messages}, in their order: the server reserves the
   * keys of one multi-row INSERT together.
   */
  void runForKeys(Connection connection, Collection<NewMessage> messages) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(head + row + tail, Statement.RETURN_GENERATED_KEYS)) {
      execute(statement);
      try (ResultSet keys = statement.getGeneratedKeys()) {
        for (NewMessage message : messages) {
          if (!keys.next()) {
            throw new SQLException("fewer generated keys than rows");
          }
          message.id(keys.getLong(1));
        }
      }
    }
  }

  private void execute(PreparedStatement statement) throws SQLException {
    for (@Nullable Object[] values : rows) {
      bind(statement, values);
      statement.addBatch();
    }
    statement.executeBatch();
  }

  /** Runs one statement with the same values a row may have; returns the rows it changed. */
  static int update(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    int place = 1;
    for (Object value : values) {
      bind(statement, place++, value);
    }
  }

  private static void bind(PreparedStatement statement, int place, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setObject(place, null);
      case String text -> statement.setString(place, text);
      case Long number -> statement.setLong(place, number);
      case Integer number -> statement.setInt(place, number);
      case byte[] bytes -> statement.setBytes(place, bytes);
      case Instant instant -> statement.setString(place, text(instant));
      default -> statement.setObject(place, value);
    }
  }

  /** As a literal of DATETIME(3); the driver takes several times as long for a date. */
  static String text(Instant instant) {
    LocalDateTime time = utc(instant);
    StringBuilder text = new StringBuilder(23);
    digits(text, time.getYear(), 4).append('-');
    digits(text, time.getMonthValue(), 2).append('-');
    digits(text, time.getDayOfMonth(), 2).append(' ');
    digits(text, time.getHour(), 2).append(':');
    digits(text, time.getMinute(), 2).append(':');
    digits(text, time.getSecond(), 2).append('.');
    return digits(text, time.getNano() / 1_000_000, 3).toString();
  }

  private static StringBuilder digits(StringBuilder text, int value, int width) {
    String digits = Integer.toString(value);
    return text.repeat('0', width - digits.length()).append(digits);
  }

  /** Cut to milliseconds: the server would round up, into the future. */
  static LocalDateTime utc(Instant instant) {
    return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC);
  }
}
