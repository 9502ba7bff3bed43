package chatrelay.local.stack;

import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import java.util.List;

/** What the database of a stack holds, read with SQL as an analyst would. */
final class StackRows implements AutoCloseable {
  private final Database database;

  StackRows(LocalStack stack) {
    this.database = Database.open(DatabaseSettings.from(stack.environment()));
  }

  /** A row of the table message. */
  record Row(String room, Long seq, String inboundId, String clientId, String text, String state) {}

  /** Every row of {@code room} that has a seq, in its order. */
  List<Row> of(String room) {
    return database.transaction(context ->
        context
            .fetch(
                "select r.name, m.seq, m.inbound_id, m.client_id, m.text, m.state from message m"
                    + " join room r on r.id = m.room_id where r.name = ? order by m.seq, m.id",
                room)
            .map(row ->
                new Row(
                    row.get(0, String.class),
                    row.get(1, Long.class),
                    row.get(2, String.class),
                    row.get(3, String.class),
                    row.get(4, String.class),
                    row.get(5, String.class))));
  }

  /** How many rows wait to be published. */
  int outbox() {
    return database.transaction(
        context -> context.fetchSingle("select count(*) from outbox").get(0, Integer.class));
  }

  Database database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
  }
}
