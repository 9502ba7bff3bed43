package chatrelay.worker.store;

import static chatrelay.schema.generated.Tables.CHECKPOINT;
import static chatrelay.schema.generated.Tables.GAP;
import static chatrelay.schema.generated.Tables.HELD_MESSAGE;
import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.ROOM;

import chatrelay.schema.Database;
import chatrelay.worker.inbound.Progress;
import chatrelay.worker.inbound.RoomRoute;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Checkpoints and the table of gaps. Safe for any thread; every call is one transaction. */
public final class StoredProgress implements Progress {
  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", CHECKPOINT.UPDATED_AT.getDataType());

  /** Short enough that no lane waits for long. */
  private static final int ROOMS_A_TRANSACTION = 100;

  /** Rows among which the newest one with the broker's own stamp is looked for first. */
  private static final int FIRST_CANDIDATES = 20;

  /** Rows among which it is looked for when none of the first qualifies. */
  private static final int CANDIDATES = 1_000;

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
    return newest(room, through, FIRST_CANDIDATES)
        .or(() -> newest(room, through, CANDIDATES))
        .orElseGet(() -> new Position(through, null, null));
  }

  private Optional<Position> newest(RoomRoute room, @Nullable Instant through, int candidates) {
    Field<Long> newest =
        DSL.field(
            DSL.select(DSL.max(MESSAGE.SEQ)).from(MESSAGE).where(MESSAGE.ROOM_ID.eq(room.id())));
    return database
        .context()
        .select(MESSAGE.INBOUND_ID, MESSAGE.SENT_AT)
        .from(MESSAGE)
        .where(
            MESSAGE.ROOM_ID.eq(room.id()),
            MESSAGE.SEQ.gt(newest.minus(candidates)),
            // Both times are the same where the broker's stamp could not be right, so that history
            // has another one, and where the message was ephemeral, so that history never had it.
            MESSAGE.SENT_AT.ne(MESSAGE.RECEIVED_AT),
            // One that waited for a moderator may be older than what history holds.
            DSL.notExists(
                DSL.selectOne().from(HELD_MESSAGE).where(HELD_MESSAGE.MESSAGE_ID.eq(MESSAGE.ID))))
        .orderBy(MESSAGE.SEQ.desc())
        .limit(1)
        .fetchOptional(row -> new Position(through, row.value1(), row.value2()));
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

  /**
   * Moves the checkpoints of idle rooms to the broker time up to which nothing is missing; never
   * back, and never past the database's own time.
   *
   * <p>Locks the rooms first and both tables in order of room id, as a storing transaction does. A
   * room whose messages are being stored is skipped: that transaction moves its checkpoint.
   *
   * @return the rooms that were not skipped
   */
  public Set<RoomRoute> advance(Map<RoomRoute, Instant> idle) {
    List<RoomRoute> rooms = idle.keySet().stream().sorted(RoomRoute.BY_ID).toList();
    Set<RoomRoute> moved = new HashSet<>();
    for (int from = 0; from < rooms.size(); from += ROOMS_A_TRANSACTION) {
      List<RoomRoute> some =
          rooms.subList(from, Math.min(rooms.size(), from + ROOMS_A_TRANSACTION));
      moved.addAll(
          database.transaction(context -> {
            List<RoomRoute> free = lockFree(context, some);
            move(Database.upserts(context), free, idle);
            return free;
          }));
    }
    return moved;
  }

  private static List<RoomRoute> lockFree(DSLContext context, List<RoomRoute> rooms) {
    Set<Long> locked =
        context
            .select(ROOM.ID)
            .from(ROOM.forceIndex("PRIMARY"))
            .where(ROOM.ID.in(rooms.stream().map(RoomRoute::id).toList()))
            .forUpdate()
            .skipLocked()
            .fetchSet(ROOM.ID);
    return rooms.stream().filter(room -> locked.contains(room.id())).toList();
  }

  private static void move(
      DSLContext upserts, List<RoomRoute> rooms, Map<RoomRoute, Instant> idle) {
    if (rooms.isEmpty()) {
      return;
    }
    Field<Instant> through = DSL.excluded(CHECKPOINT.MESSAGE_TIME);
    Condition moves = CHECKPOINT.MESSAGE_TIME.isNull().or(CHECKPOINT.MESSAGE_TIME.lt(through));
    upserts
        .insertInto(
            CHECKPOINT,
            CHECKPOINT.CHANNEL,
            CHECKPOINT.ROOM_ID,
            CHECKPOINT.MESSAGE_TIME,
            CHECKPOINT.UPDATED_AT)
        .valuesOfRows(
            rooms.stream()
                .map(room ->
                    DSL.row(
                        DSL.val(room.inbound()),
                        DSL.val(room.id()),
                        past(Objects.requireNonNull(idle.get(room))),
                        NOW))
                .toList())
        .onDuplicateKeyUpdate()
        // In this order: the second assignment changes what the first one compares.
        .set(CHECKPOINT.UPDATED_AT, DSL.when(moves, NOW).otherwise(CHECKPOINT.UPDATED_AT))
        .set(CHECKPOINT.MESSAGE_TIME, DSL.when(moves, through).otherwise(CHECKPOINT.MESSAGE_TIME))
        .execute();
  }

  /** Not later than the database's time, see {@link BatchWriter#PAST}. */
  private static Field<Instant> past(Instant through) {
    return DSL.least(DSL.val(through, CHECKPOINT.MESSAGE_TIME).cast(CHECKPOINT.MESSAGE_TIME), NOW);
  }

  /** Open gaps. */
  public int openGaps() {
    return database.context().fetchCount(GAP, GAP.RESOLVED_AT.isNull());
  }
}
