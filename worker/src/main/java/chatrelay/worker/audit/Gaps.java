package chatrelay.worker.audit;

import static chatrelay.schema.generated.Tables.GAP;
import static chatrelay.schema.generated.Tables.ROOM;

import chatrelay.schema.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of stretches that could not be recovered; rows are closed, never deleted. */
public final class Gaps {
  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", GAP.DETECTED_AT.getDataType());

  private final Database database;

  /** Works on {@code database}; every call is one statement. */
  public Gaps(Database database) {
    this.database = database;
  }

  /** One row of the ledger; times are UTC, see the table for their meaning. */
  public record Gap(
      long id,
      String channel,
      @Nullable String room,
      @Nullable Instant from,
      @Nullable Instant to,
      String reason,
      Instant detectedAt,
      @Nullable String note,
      @Nullable Instant resolvedAt) {}

  /** Gaps in the order in which they were noticed: of one room or all, with closed ones or not. */
  public List<Gap> list(@Nullable String room, boolean closedToo) {
    Condition wanted = room == null ? DSL.trueCondition() : ROOM.NAME.eq(room);
    if (!closedToo) {
      wanted = wanted.and(GAP.RESOLVED_AT.isNull());
    }
    return select(wanted);
  }

  /** One gap, open or closed. */
  public Optional<Gap> find(long id) {
    return select(GAP.ID.eq(id)).stream().findFirst();
  }

  /** Replaces the note, at most 1,000 characters. False when there is no such gap. */
  public boolean annotate(long id, String note) {
    database.context().update(GAP).set(GAP.NOTE, note).where(GAP.ID.eq(id)).execute();
    return find(id).isPresent();
  }

  /** Closes a gap. False when there is no such gap or it is closed already. */
  public boolean close(long id) {
    return database
            .context()
            .update(GAP)
            .set(GAP.RESOLVED_AT, NOW)
            .where(GAP.ID.eq(id), GAP.RESOLVED_AT.isNull())
            .execute()
        == 1;
  }

  private List<Gap> select(Condition wanted) {
    return database
        .context()
        .select(GAP.asterisk(), ROOM.NAME)
        .from(GAP)
        .leftJoin(ROOM)
        .on(ROOM.ID.eq(GAP.ROOM_ID))
        .where(wanted)
        .orderBy(GAP.ID)
        .fetch(Gaps::gap);
  }

  private static Gap gap(Record row) {
    return new Gap(
        row.get(GAP.ID),
        row.get(GAP.CHANNEL),
        row.get(ROOM.NAME),
        row.get(GAP.FROM_TIME),
        row.get(GAP.TO_TIME),
        row.get(GAP.REASON),
        row.get(GAP.DETECTED_AT),
        row.get(GAP.NOTE),
        row.get(GAP.RESOLVED_AT));
  }
}
