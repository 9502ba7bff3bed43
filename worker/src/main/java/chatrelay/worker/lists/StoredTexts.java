package chatrelay.worker.lists;

import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.MESSAGE_ORIGINAL;
import static chatrelay.schema.generated.Tables.ROOM;

import chatrelay.schema.Database;
import chatrelay.worker.inbound.TextCleaning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The original texts of stored messages, by row id.
 *
 * <p>Skips messages whose shape was refused before judging, and those whose original was deleted
 * while only a masked text remains.
 */
public final class StoredTexts {
  private static final Field<String> ORIGINAL =
      DSL.coalesce(MESSAGE_ORIGINAL.DATA, MESSAGE.TEXT).as("original");
  private static final List<String> STATES =
      List.of("pending", "published", "rejected", "held", "dead");
  private static final Condition JUDGED =
      MESSAGE
          .LIST_VERSION
          .isNotNull()
          .and(MESSAGE_ORIGINAL.DATA.isNotNull().or(MESSAGE.VERDICT.eq("accepted")));

  private final Database database;

  /** Reads with {@code database}; a reader endpoint will do. */
  public StoredTexts(Database database) {
    this.database = database;
  }

  /**
   * One message.
   *
   * @param text what was judged: the original after cleaning
   * @param published what readers got; null when it was not for them
   * @param listVersion names and versions of the lists that judged it
   */
  public record StoredText(
      long id,
      String room,
      @Nullable String clientId,
      String text,
      @Nullable String published,
      String verdict,
      @Nullable String reason,
      String listVersion,
      Instant sentAt) {}

  /** The lowest row id stored within {@code age}, and how many rows there are from there on. */
  public record Extent(long firstId, long rows) {}

  /** How much there is to read; empty for nothing. */
  public Optional<Extent> since(Duration age) {
    Condition young =
        DSL.condition(
            "{0} >= UTC_TIMESTAMP(3) - INTERVAL {1} SECOND",
            MESSAGE.STORED_AT, DSL.inline(age.toSeconds()));
    Record row =
        database
            .context()
            .select(DSL.min(MESSAGE.ID), DSL.count())
            .from(MESSAGE)
            .where(MESSAGE.STATE.in(STATES), young)
            .fetchSingle();
    Long first = row.get(0, Long.class);
    return first == null
        ? Optional.empty()
        : Optional.of(new Extent(first, row.get(1, Long.class)));
  }

  /** Judged messages from {@code id} on, by id, at most {@code most}. */
  public List<StoredText> page(long id, int most) {
    return select(MESSAGE.ID.ge(id), most);
  }

  /** One message, if it was judged and its original is still there. */
  public Optional<StoredText> find(long id) {
    return select(MESSAGE.ID.eq(id), 1).stream().findFirst();
  }

  private List<StoredText> select(Condition wanted, int most) {
    return database
        .context()
        .select(
            MESSAGE.ID,
            ROOM.NAME,
            MESSAGE.CLIENT_ID,
            ORIGINAL,
            MESSAGE.TEXT,
            MESSAGE.VERDICT,
            MESSAGE.REASON,
            MESSAGE.LIST_VERSION,
            MESSAGE.SENT_AT)
        // Messages first, by primary key: else each page sorts every message of a room.
        .hint("STRAIGHT_JOIN")
        .from(MESSAGE)
        .join(ROOM)
        .on(ROOM.ID.eq(MESSAGE.ROOM_ID))
        .leftJoin(MESSAGE_ORIGINAL)
        .on(MESSAGE_ORIGINAL.MESSAGE_ID.eq(MESSAGE.ID))
        .where(wanted, JUDGED)
        .orderBy(MESSAGE.ID)
        .limit(most)
        .fetch(row ->
            new StoredText(
                row.get(MESSAGE.ID),
                row.get(ROOM.NAME),
                row.get(MESSAGE.CLIENT_ID),
                TextCleaning.clean(row.get(ORIGINAL)),
                row.get(MESSAGE.TEXT),
                row.get(MESSAGE.VERDICT),
                row.get(MESSAGE.REASON),
                row.get(MESSAGE.LIST_VERSION),
                row.get(MESSAGE.SENT_AT)));
  }
}
