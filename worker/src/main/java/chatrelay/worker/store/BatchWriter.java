package chatrelay.worker.store;

import chatrelay.moderation.Hit;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.LocatedHit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The statements of one storing transaction, each one for the whole batch.
 *
 * <p>Plain JDBC because this is the hot path: multi-row INSERTs are three times as fast as single
 * ones in a JDBC batch (measured, MySQL 8.0 at 50 rows), and rendering them by jOOQ costs more than
 * running them. Times are the database's, which the lease and the repeat window go by as well.
 */
final class BatchWriter {
  private static final int MAX_MATCHED = 200;
  private static final String NOW = "UTC_TIMESTAMP(3)";

  /**
   * A broker time to continue from: not later than the database's, because a broker clock ahead of
   * it would hide messages sent meanwhile. An earlier time only costs reading.
   */
  static final String PAST = "LEAST(CAST(? AS DATETIME(3)), " + NOW + ")";

  private final Connection connection;

  BatchWriter(Connection connection) {
    this.connection = connection;
  }

  /**
   * The state that a transaction reads before it writes.
   *
   * @param known which of the keys are stored already
   * @param nextSeqs the next seq of each room asked for, by room id; the rows are locked
   */
  record Outlook(Set<DedupeKey> known, Map<Long, Long> nextSeqs) {}

  /**
   * Looks at rooms, leases and known messages, in this order and in one round trip.
   *
   * <p>The lease rows are locked for reading: a take-over waits for the end of this transaction,
   * and so does a renewal, which is why they come after the rooms that may be waited for. Always by
   * index: of a short table the optimiser would rather scan all, and one lane would wait for the
   * rooms of another. Rooms are locked in order of id, as the index has them; those that get no seq
   * as well, because rows of message and checkpoint lock them through their foreign keys.
   *
   * @throws Fence.FencedException when a lease is another worker's
   */
  Outlook look(Fence fence, Collection<DedupeKey> keys, Collection<RoomRoute> rooms)
      throws SQLException {
    List<Long> shards = fence.epochs().keySet().stream().sorted().map(Integer::longValue).toList();
    List<Long> ids = rooms.stream().map(RoomRoute::id).toList();
    Map<Long, Long> epochs = new HashMap<>();
    Map<Long, Long> nextSeqs = new HashMap<>();
    Set<DedupeKey> known = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(lookQuery(shards.size(), ids.size(), keys.size()))) {
      int place = 1;
      for (long id : ids) {
        statement.setLong(place++, id);
      }
      for (long shard : shards) {
        statement.setLong(place++, shard);
      }
      for (DedupeKey key : keys) {
        statement.setBytes(place++, key.bytes());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          switch (rows.getString(1)) {
            case "lease" -> epochs.put(rows.getLong(2), rows.getLong(3));
            case "room" -> nextSeqs.put(rows.getLong(2), rows.getLong(3));
            default -> known.add(DedupeKey.ofStored(rows.getBytes(4)));
          }
        }
      }
    }
    for (var expected : fence.epochs().entrySet()) {
      if (!expected.getValue().equals(epochs.get(expected.getKey().longValue()))) {
        throw new Fence.FencedException(expected.getKey());
      }
    }
    return new Outlook(known, nextSeqs);
  }

  private static String lookQuery(int leases, int rooms, int keys) {
    List<String> parts = new ArrayList<>();
    if (rooms > 0) {
      parts.add(
          "(SELECT 'room', id, next_seq, NULL FROM room FORCE INDEX (PRIMARY) WHERE id IN ("
              + places(rooms)
              + ") FOR UPDATE)");
    }
    if (leases > 0) {
      // MariaDB has no FOR SHARE.
      parts.add(
          "(SELECT 'lease', shard, epoch, NULL FROM worker_lease FORCE INDEX (PRIMARY) WHERE shard"
              + " IN ("
              + places(leases)
              + ") LOCK IN SHARE MODE)");
    }
    parts.add(
        "(SELECT 'known', 0, 0, dedupe_key FROM message WHERE dedupe_key IN ("
            + places(keys)
            + "))");
    return String.join(" UNION ALL ", parts);
  }

  /**
   * Gives each message the next seq of its room; the counters move in the same transaction. {@code
   * next} is what {@link #look} found.
   */
  void allocateSeqs(Map<RoomRoute, List<NewMessage>> byRoom, Map<Long, Long> next)
      throws SQLException {
    if (byRoom.isEmpty()) {
      return;
    }
    StringBuilder cases = new StringBuilder();
    List<Long> values = new ArrayList<>();
    for (var entry : byRoom.entrySet()) {
      long roomId = entry.getKey().id();
      Long seq = next.get(roomId);
      if (seq == null) {
        throw new SQLException("room " + roomId + " is gone", "23000", 1452);
      }
      for (NewMessage message : entry.getValue()) {
        message.seq(seq++);
      }
      cases.append(" WHEN ? THEN ?");
      values.add(roomId);
      values.add(seq);
    }
    byRoom.keySet().forEach(room -> values.add(room.id()));
    String update =
        "UPDATE room FORCE INDEX (PRIMARY) SET next_seq = CASE id"
            + cases
            + " ELSE next_seq END WHERE id IN ("
            + places(byRoom.size())
            + ")";
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      for (int index = 0; index < values.size(); index++) {
        statement.setLong(index + 1, values.get(index));
      }
      statement.executeUpdate();
    }
  }

  void insertMessages(Collection<NewMessage> messages) throws SQLException {
    RowInsert insert =
        new RowInsert(
            "INSERT INTO message (room_id, seq, dedupe_key, inbound_id, client_id, author_name,"
                + " event_name, text, shape, fields, state, verdict, reason, list_version, sent_at,"
                + " received_at, stored_at) VALUES ",
            "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?," + NOW + ")");
    for (NewMessage message : messages) {
      InboundMessage inbound = message.inbound();
      insert.row(
          message.room().id(),
          message.seq(),
          message.key().bytes(),
          message.inboundId(),
          message.clientId(),
          message.author(),
          inbound.eventName(),
          message.moderated().text(),
          message.shape().code(),
          message.fields(),
          message.state(),
          message.moderated().verdict().name().toLowerCase(Locale.ROOT),
          message.moderated().reason(),
          message.moderated().listVersion(),
          inbound.sentAt(),
          inbound.receivedAt());
    }
    insert.runForKeys(connection, messages);
  }

  /** The moderator's list: those of {@code messages} that wait for one. */
  void insertHeld(Collection<NewMessage> messages) throws SQLException {
    RowInsert insert =
        new RowInsert(
            "INSERT INTO held_message (message_id, room_id, held_for, held_at) VALUES ",
            "(?,?,?," + NOW + ")");
    for (NewMessage message : messages) {
      if (message.state().equals("held")) {
        insert.row(message.id(), message.room().id(), message.moderated().reason());
      }
    }
    insert.run(connection);
  }

  void insertOriginals(Collection<NewMessage> messages) throws SQLException {
    RowInsert insert =
        new RowInsert(
            "INSERT INTO message_original (message_id, data, encoding, fields, stored_at) VALUES ",
            "(?,?,?,?," + NOW + ")");
    for (NewMessage message : messages) {
      NewMessage.Original original = message.original();
      if (original != null) {
        insert.row(message.id(), original.data(), original.encoding(), original.fields());
      }
    }
    insert.run(connection);
  }

  void insertHits(Collection<NewMessage> messages) throws SQLException {
    RowInsert insert =
        new RowInsert(
            "INSERT INTO rule_hit (message_id, position, rule_id, list_name, list_version, action,"
                + " start_unit, end_unit, matched, part) VALUES ",
            "(?,?,?,?,?,?,?,?,?,?)");
    for (NewMessage message : messages) {
      int position = 0;
      for (LocatedHit located : message.moderated().hits()) {
        Hit hit = located.hit();
        insert.row(
            message.id(),
            position++,
            hit.rule(),
            hit.list(),
            hit.listVersion(),
            hit.action().name().toLowerCase(Locale.ROOT),
            hit.start(),
            hit.end(),
            NewMessage.cut(hit.matched(), MAX_MATCHED),
            located.part());
      }
    }
    insert.run(connection);
  }

  void insertOutbox(List<OutboxGroup> groups) throws SQLException {
    RowInsert insert =
        new RowInsert(
            "INSERT INTO outbox (message_id, room_id, seq, base_id, batch_index, batch_size,"
                + " created_at) VALUES ",
            "(?,?,?,?,?,?," + NOW + ")");
    for (OutboxGroup group : groups) {
      int index = 0;
      for (StoredMessage message : group.messages()) {
        insert.row(
            message.id(),
            message.room().id(),
            message.seq(),
            group.baseId(),
            index++,
            group.messages().size());
      }
    }
    insert.run(connection);
  }

  /**
   * How far a channel is stored.
   *
   * @param last the last stored message
   * @param through broker time from which history has all that follows
   */
  record Checkpoint(InboundMessage last, Instant through) {}

  void moveCheckpoints(List<Checkpoint> checkpoints) throws SQLException {
    // The alias of MySQL's newer form is a syntax error on MariaDB.
    RowInsert insert =
        new RowInsert(
            "INSERT INTO checkpoint (channel, room_id, channel_serial, message_time, updated_at)"
                + " VALUES ",
            "(?,?,?," + PAST + "," + NOW + ")",
            " ON DUPLICATE KEY UPDATE channel_serial = VALUES(channel_serial), message_time ="
                + " GREATEST(COALESCE(message_time, VALUES(message_time)), VALUES(message_time)),"
                + " updated_at = VALUES(updated_at)");
    for (Checkpoint checkpoint : checkpoints) {
      InboundMessage message = checkpoint.last();
      String serial = message.channelSerial();
      boolean storable =
          serial != null && serial.length() <= 255 && serial.chars().allMatch(c -> c < 0x80);
      insert.row(
          message.room().inbound(),
          message.room().id(),
          storable ? serial : null,
          checkpoint.through());
    }
    insert.run(connection);
  }

  void insertDead(NewMessage message, int code, boolean withAuthor) throws SQLException {
    RowInsert insert =
        new RowInsert(
            "INSERT INTO message (room_id, dedupe_key, inbound_id, client_id, author_name,"
                + " event_name, shape, state, verdict, reason, sent_at, received_at, stored_at)"
                + " VALUES ",
            "(?,?,?,?,?,?,?,'dead',?,'poison',?,?," + NOW + ")");
    InboundMessage inbound = message.inbound();
    insert.row(
        message.room().id(),
        message.key().bytes(),
        message.inboundId(),
        withAuthor ? message.clientId() : null,
        withAuthor ? message.author() : null,
        inbound.eventName(),
        message.shape().code(),
        message.moderated().verdict().name().toLowerCase(Locale.ROOT),
        inbound.sentAt(),
        inbound.receivedAt());
    insert.runForKeys(connection, List.of(message));
    RowInsert letter =
        new RowInsert(
            "INSERT INTO dead_letter (message_id, code, reason, attempts, created_at) VALUES ",
            "(?,?,'poison',1," + NOW + ")");
    letter.row(message.id(), code);
    letter.run(connection);
  }

  /** Records that a message is missing, once for each time of a channel. */
  void insertGap(InboundMessage message, int code, boolean withRoom) throws SQLException {
    String insert =
        "INSERT INTO gap (channel, room_id, from_time, to_time, reason, detected_at, note) SELECT"
            + " ?,?,?,?,'unstorable',"
            + NOW
            + ",? FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM gap WHERE channel = ? AND reason ="
            + " 'unstorable' AND from_time = ?)";
    RowInsert.update(
        connection,
        insert,
        message.room().inbound(),
        withRoom ? message.room().id() : null,
        message.sentAt(),
        message.sentAt(),
        "a message that the database refuses with error " + code,
        message.room().inbound(),
        message.sentAt());
  }

  /** False when it was closed before. */
  boolean closeDeadLetter(long id) throws SQLException {
    String update =
        "UPDATE dead_letter SET resolution = 'retried', resolved_at = "
            + NOW
            + " WHERE id = ? AND resolved_at IS NULL";
    return RowInsert.update(connection, update, id) == 1;
  }

  /** Completes a row of {@link #insertDead}. */
  void updateDead(NewMessage message) throws SQLException {
    String update =
        "UPDATE message SET seq = ?, client_id = ?, author_name = ?, text = ?, shape = ?,"
            + " fields = ?, state = ?, verdict = ?, reason = ?, list_version = ?, stored_at = "
            + NOW
            + " WHERE id = ? AND state = 'dead' AND text IS NULL";
    int changed =
        RowInsert.update(
            connection,
            update,
            message.seq(),
            message.clientId(),
            message.author(),
            message.moderated().text(),
            message.shape().code(),
            message.fields(),
            message.state(),
            message.moderated().verdict().name().toLowerCase(Locale.ROOT),
            message.moderated().reason(),
            message.moderated().listVersion(),
            message.id());
    if (changed != 1) {
      throw new SQLException("message " + message.id() + " is not dead any more");
    }
  }

  static String places(int count) {
    return String.join(",", Collections.nCopies(count, "?"));
  }
}
