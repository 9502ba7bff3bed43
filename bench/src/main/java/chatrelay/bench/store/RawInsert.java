package chatrelay.bench.store;

import chatrelay.schema.Database;
import chatrelay.worker.inbound.RoomRoute;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/**
 * The same rows of table {@code message} alone, one INSERT a transaction: what the database takes
 * at most. One thread's.
 */
final class RawInsert {
  private static final String INSERT =
      "INSERT INTO message (room_id, seq, dedupe_key, inbound_id, client_id, author_name,"
          + " event_name, text, shape, fields, state, verdict, reason, list_version, sent_at,"
          + " received_at, stored_at) VALUES"
          + " (?,?,?,?,?,?,'message',?,'string',NULL,'pending','accepted',NULL,?,?,?,UTC_TIMESTAMP(3))";
  private static final String TEXT = "the quick brown fox jumps over a lazy dog and sleeps well";
  private static final String LIST_VERSION = "5d41402abc4b2a76b9719d911017c592";

  private final Database database;
  private final List<RoomRoute> rooms;
  private final String thread;
  private final int size;
  private final Random random;
  private long number;

  RawInsert(Database database, List<RoomRoute> rooms, String thread, int size) {
    this.database = database;
    this.rooms = rooms;
    this.thread = thread;
    this.size = size;
    this.random = new Random(thread.hashCode());
  }

  void insert() {
    database.transaction(context -> context.connectionResult(this::insert));
  }

  private int insert(Connection connection) throws SQLException {
    LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      for (int index = 0; index < size; index++) {
        int place = 1;
        statement.setLong(place++, rooms.get(index * rooms.size() / size).id());
        statement.setLong(place++, number + 1);
        statement.setBytes(place++, key());
        statement.setString(place++, "bench-" + thread + "-" + number);
        statement.setString(place++, "author-" + thread + "-" + number % 50);
        statement.setString(place++, "author-" + thread + "-" + number % 50);
        statement.setString(place++, TEXT);
        statement.setString(place++, LIST_VERSION);
        statement.setObject(place++, now);
        statement.setObject(place, now);
        statement.addBatch();
        number++;
      }
      return statement.executeBatch().length;
    }
  }

  private byte[] key() {
    ByteBuffer key = ByteBuffer.allocate(32);
    while (key.hasRemaining()) {
      key.putLong(random.nextLong());
    }
    return key.array();
  }
}
