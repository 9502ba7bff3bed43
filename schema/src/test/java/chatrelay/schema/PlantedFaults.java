package chatrelay.schema;

import chatrelay.local.database.LeastRights;
import chatrelay.local.database.TestDatabase.Kind;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A schema in which everything the audit looks for is wrong once. */
record PlantedFaults(TestSchema schema) implements AutoCloseable {
  static PlantedFaults in(Kind kind) {
    TestSchema schema = TestSchema.create(kind);
    LeastRights.grant(schema.raw());
    new Rooms(schema.database(), InstantSource.system()).create(RoomName.of("lobby"), "Lobby");
    PlantedFaults faults = new PlantedFaults(schema);
    faults.message("1", "id-1", "published", "'2026-11-20'");
    faults.message("3", "id-3", "published", "NULL"); // 2 is missing; no time
    faults.message("4", "id-4", "published", "'2026-11-20'"); // still in the outbox
    faults.message("NULL", "same-id", "rejected", "NULL");
    faults.message("NULL", "same-id", "rejected", "NULL");
    faults.message("NULL", "id-dead", "dead", "NULL"); // no dead letter
    faults.message("6", "id-6", "published", "'2026-11-20'"); // 5 is missing
    faults.message("7", "id-7", "published", "'2026-11-20'"); // sent before 6
    schema.raw().execute("UPDATE room SET next_seq = 9"); // 8 is lost at the end
    schema.raw().execute("UPDATE message SET verdict = 'rejected' WHERE seq = 6");
    schema.raw().execute("UPDATE message SET sent_at = '2026-11-19' WHERE seq = 7");
    schema
        .raw()
        .execute(
            "INSERT INTO outbox (message_id, room_id, seq, created_at) SELECT id, room_id, seq,"
                + " '2026-11-20' FROM message WHERE seq = 4");
    // Between two audited messages, so that it adds no other fault: pending, not in the outbox.
    schema.raw().execute("UPDATE message SET state = 'pending' WHERE seq = 1");
    return faults;
  }

  private void message(String seq, String inboundId, String state, String publishedAt) {
    schema
        .raw()
        .execute(
            "INSERT INTO message (room_id, seq, dedupe_key, inbound_id, client_id, shape, state,"
                + " verdict, sent_at, received_at, stored_at, published_at) SELECT id, %s,"
                    .formatted(seq)
                + " UNHEX(SHA2(UUID(), 256)), '%s', 'ann', 'string', '%s', '%s', '2026-11-20',"
                    .formatted(inboundId, state, state.equals("rejected") ? "rejected" : "accepted")
                + " '2026-11-20', '2026-11-20', %s FROM room".formatted(publishedAt));
  }

  List<String> query(String name, Map<String, String> parameters) throws SQLException {
    return schema.rowsForAnalyst(QueryFile.read(name).sql(), parameters);
  }

  @Override
  public void close() {
    schema.close();
  }
}
