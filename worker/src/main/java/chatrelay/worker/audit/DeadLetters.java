package chatrelay.worker.audit;

import static chatrelay.schema.generated.Tables.DEAD_LETTER;
import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.OUTBOX;
import static chatrelay.schema.generated.Tables.ROOM;

import chatrelay.schema.Database;
import chatrelay.worker.store.OutboxGroup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters: messages that could not be stored or published, and the operator's actions on them.
 *
 * <p>A retried message keeps its row, its seq and the outbound id derived from them, so that
 * readers that have it drop the second copy. The worker that owns the room publishes it within
 * seconds. Every call is one transaction.
 */
public final class DeadLetters {
  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", DEAD_LETTER.CREATED_AT.getDataType());

  private final Database database;

  /** Works on {@code database}. */
  public DeadLetters(Database database) {
    this.database = database;
  }

  /**
   * One dead letter with its message.
   *
   * @param seq place in the room; null when the message was never stored in full
   * @param text as it would be published; null when it was never stored
   * @param resolution retried or dropped; null while open
   */
  public record DeadLetter(
      long id,
      long messageId,
      String room,
      @Nullable Long seq,
      String inboundId,
      @Nullable String clientId,
      String reason,
      int code,
      int attempts,
      Instant createdAt,
      @Nullable String resolution,
      @Nullable Instant resolvedAt,
      @Nullable String text) {
    /** Whether its content is stored, so that it can be published again as it is. */
    public boolean isStored() {
      return seq != null && text != null;
    }

    /**
     * Whether a retry can succeed: from the stored content, else from the broker's history while it
     * holds the message.
     */
    public boolean isRetryable() {
      return resolution == null;
    }
  }

  /** The result of a {@link #retry} or {@link #drop}. */
  public enum Outcome {
    DONE,
    /** There is no such dead letter. */
    UNKNOWN,
    /** It was retried or dropped before. */
    RESOLVED,
    /** The database never stored its content; there is nothing to publish. */
    NOTHING_STORED,
    /** The broker's history no longer holds it either. */
    NOT_RETAINED,
    /** It was read from the broker's history, and the database refused it again. */
    REFUSED_AGAIN
  }

  /** In the order of their creation: of one room or reason, or all. */
  public List<DeadLetter> list(
      @Nullable String room, @Nullable String reason, boolean resolvedToo) {
    Condition wanted = room == null ? DSL.trueCondition() : ROOM.NAME.eq(room);
    if (reason != null) {
      wanted = wanted.and(DEAD_LETTER.REASON.eq(reason));
    }
    if (!resolvedToo) {
      wanted = wanted.and(DEAD_LETTER.RESOLVED_AT.isNull());
    }
    return select(database.context(), wanted);
  }

  /** One dead letter, open or not. */
  public Optional<DeadLetter> find(long id) {
    return select(database.context(), DEAD_LETTER.ID.eq(id)).stream().findFirst();
  }

  /** Puts the message back into the outbox under its own ids. */
  public Outcome retry(long id) {
    return database.transaction(context -> {
      Outcome obstacle = lock(context, id);
      if (obstacle != Outcome.DONE) {
        return obstacle;
      }
      DeadLetter letter = select(context, DEAD_LETTER.ID.eq(id)).getFirst();
      if (!letter.isStored()) {
        return Outcome.NOTHING_STORED;
      }
      int revived =
          context
              .update(MESSAGE)
              .set(MESSAGE.STATE, "pending")
              .setNull(MESSAGE.REASON)
              .where(MESSAGE.ID.eq(letter.messageId()), MESSAGE.STATE.eq("dead"))
              .execute();
      if (revived == 1) {
        insertOutbox(context, letter);
      }
      resolve(context, id, "retried");
      return Outcome.DONE;
    });
  }

  /** Abandons the message permanently and closes the dead letter. */
  public Outcome drop(long id) {
    return database.transaction(context -> {
      Outcome obstacle = lock(context, id);
      if (obstacle == Outcome.DONE) {
        resolve(context, id, "dropped");
      }
      return obstacle;
    });
  }

  /** Locks the row, so that two operators don't decide twice. */
  private static Outcome lock(DSLContext context, long id) {
    return context
        .select(DEAD_LETTER.RESOLVED_AT)
        .from(DEAD_LETTER)
        .where(DEAD_LETTER.ID.eq(id))
        .forUpdate()
        .fetchOptional()
        .map(row -> row.value1() == null ? Outcome.DONE : Outcome.RESOLVED)
        .orElse(Outcome.UNKNOWN);
  }

  private static void insertOutbox(DSLContext context, DeadLetter letter) {
    Record room =
        context
            .select(ROOM.ID, ROOM.CREATED_AT)
            .from(ROOM)
            .where(ROOM.NAME.eq(letter.room()))
            .fetchSingle();
    long seq = java.util.Objects.requireNonNull(letter.seq());
    context
        .insertInto(OUTBOX)
        .set(OUTBOX.MESSAGE_ID, letter.messageId())
        .set(OUTBOX.ROOM_ID, room.get(ROOM.ID))
        .set(OUTBOX.SEQ, seq)
        .set(OUTBOX.BASE_ID, OutboxGroup.baseId(room.get(ROOM.CREATED_AT), letter.room(), seq))
        .set(OUTBOX.BATCH_INDEX, 0)
        .set(OUTBOX.BATCH_SIZE, 1)
        .set(OUTBOX.CREATED_AT, NOW)
        .execute();
  }

  private static void resolve(DSLContext context, long id, String resolution) {
    context
        .update(DEAD_LETTER)
        .set(DEAD_LETTER.RESOLUTION, resolution)
        .set(DEAD_LETTER.RESOLVED_AT, NOW)
        .where(DEAD_LETTER.ID.eq(id))
        .execute();
  }

  private static List<DeadLetter> select(DSLContext context, Condition wanted) {
    return context
        .select(
            DEAD_LETTER.asterisk(),
            ROOM.NAME,
            MESSAGE.SEQ,
            MESSAGE.INBOUND_ID,
            MESSAGE.CLIENT_ID,
            MESSAGE.TEXT)
        .from(DEAD_LETTER)
        .join(MESSAGE)
        .on(MESSAGE.ID.eq(DEAD_LETTER.MESSAGE_ID))
        .join(ROOM)
        .on(ROOM.ID.eq(MESSAGE.ROOM_ID))
        .where(wanted)
        .orderBy(DEAD_LETTER.ID)
        .fetch(DeadLetters::letter);
  }

  private static DeadLetter letter(Record row) {
    return new DeadLetter(
        row.get(DEAD_LETTER.ID),
        row.get(DEAD_LETTER.MESSAGE_ID),
        row.get(ROOM.NAME),
        row.get(MESSAGE.SEQ),
        row.get(MESSAGE.INBOUND_ID),
        row.get(MESSAGE.CLIENT_ID),
        row.get(DEAD_LETTER.REASON),
        row.get(DEAD_LETTER.CODE),
        row.get(DEAD_LETTER.ATTEMPTS),
        row.get(DEAD_LETTER.CREATED_AT),
        row.get(DEAD_LETTER.RESOLUTION),
        row.get(DEAD_LETTER.RESOLVED_AT),
        row.get(MESSAGE.TEXT));
  }
}
