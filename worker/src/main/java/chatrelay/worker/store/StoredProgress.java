package chatrelay.worker.store;

import static chatrelay.schema.generated.Tables.CHECKPOINT;
import static chatrelay.schema.generated.Tables.GAP;
import static chatrelay.schema.generated.Tables.MESSAGE;

import chatrelay.schema.Database;
import chatrelay.worker.inbound.Progress;
import chatrelay.worker.inbound.RoomRoute;
import java.time.Instant;
import java.util.Map;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Checkpoints and the ledger of gaps. Safe for any thread; every call is one transaction. */
public final class StoredProgress implements Progress {
  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", CHECKPOINT.UPDATED_AT.getDataType());

  /** Rows among which the newest one with the broker's own stamp is looked for. */
  private static final int CANDIDATES = 20;

  private final Database database;

  /** Works on {@code database}. */
  public StoredProgress(Database database) {
    this.database = database;
  }

  @Override
  public Position position(RoomRoute room) {
    Instant through =
        database
            .context()
            .select(CHECKPOINT.MESSAGE_TIME)
            .from(CHECKPOINT)
            .where(CHECKPOINT.CHANNEL.eq(room.inbound()))
            .fetchOne(CHECKPOINT.MESSAGE_TIME);
    return database
        .context()
        .select(MESSAGE.INBOUND_ID, MESSAGE.SENT_AT, MESSAGE.RECEIVED_AT)
        .from(MESSAGE)
        .where(MESSAGE.ROOM_ID.eq(room.id()), MESSAGE.SEQ.isNotNull())
        .orderBy(MESSAGE.SEQ.desc())
        .limit(CANDIDATES)
        .fetch()
        .stream()
        // Both are the same where the broker's stamp could not be right: history has another one.
        .filter(row -> !row.value2().equals(row.value3()))
        .findFirst()
        .map(row -> new Position(through, row.value1(), row.value2()))
        .orElseGet(() -> new Position(through, null, null));
  }

  @Override
  public void moveBack(RoomRoute room, Instant through) {
    Instant time = RowInsert.utc(through).toInstant(UTC);
    database
        .context()
        .update(CHECKPOINT)
        .set(CHECKPOINT.MESSAGE_TIME, time)
        .where(CHECKPOINT.CHANNEL.eq(room.inbound()), CHECKPOINT.MESSAGE_TIME.gt(time))
        .execute();
  }

  @Override
  public void recordGap(RoomRoute room, @Nullable Instant from, Instant to, String reason) {
    database.transaction(context -> {
      Instant start = from == null ? null : RowInsert.utc(from).toInstant(UTC);
      boolean known =
          context.fetchExists(
              GAP,
              GAP.CHANNEL
                  .eq(room.inbound())
                  .and(GAP.REASON.eq(reason))
                  .and(start == null ? GAP.FROM_TIME.isNull() : GAP.FROM_TIME.eq(start))
                  .and(GAP.RESOLVED_AT.isNull()));
      if (known) {
        return 0;
      }
      return context
          .insertInto(GAP)
          .set(GAP.CHANNEL, room.inbound())
          .set(GAP.ROOM_ID, room.id())
          .set(GAP.FROM_TIME, start)
          .set(GAP.TO_TIME, to)
          .set(GAP.REASON, reason)
          .set(GAP.DETECTED_AT, NOW)
          .execute();
    });
  }

  private static final java.time.ZoneOffset UTC = java.time.ZoneOffset.UTC;

  /** Moves the checkpoints of idle rooms to the broker time up to which nothing is missing. */
  public void advance(Map<RoomRoute, Instant> idle) {
    if (idle.isEmpty()) {
      return;
    }
    RowInsert insert =
        new RowInsert(
            "INSERT INTO checkpoint (channel, room_id, message_time, updated_at) VALUES ",
            "(?,?," + BatchWriter.PAST + ",UTC_TIMESTAMP(3))",
            " ON DUPLICATE KEY UPDATE message_time = GREATEST(COALESCE(message_time,"
                + " VALUES(message_time)), VALUES(message_time)),"
                + " updated_at = VALUES(updated_at)");
    idle.forEach((room, through) -> insert.row(room.inbound(), room.id(), through));
    database.transaction(context -> {
      context.connection(insert::run);
      return 0;
    });
  }

  /** Gaps that nobody has closed. */
  public int openGaps() {
    return database.context().fetchCount(GAP, GAP.RESOLVED_AT.isNull());
  }
}
