package chatrelay.worker.store;

import static chatrelay.schema.generated.Tables.HELD_MESSAGE;
import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.MESSAGE_ORIGINAL;
import static chatrelay.schema.generated.Tables.OUTBOX;
import static chatrelay.schema.generated.Tables.ROOM;

import chatrelay.schema.Database;
import chatrelay.worker.moderate.Release;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for a moderator, and the two ways out: approved, then published under the next
 * seq of the room like any other, or rejected.
 *
 * <p>A decision is one transaction and is made once, also when two operators decide at the same
 * time. Rows are locked in the order room, message, as by the storing transaction. Safe for any
 * thread and any number of processes; throws jOOQ's {@code DataAccessException}.
 */
public final class HeldMessages {
  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", HELD_MESSAGE.DECIDED_AT.getDataType());

  /** MariaDB has no CAST AS JSON, which jOOQ writes around a JSON value. */
  private static final Field<String> FIELDS_AS_TEXT =
      DSL.field(MESSAGE.FIELDS.getQualifiedName(), SQLDataType.CLOB);

  private final Database database;

  /** Works on {@code database}. */
  public HeldMessages(Database database) {
    this.database = database;
  }

  /**
   * A message that is or was held.
   *
   * @param original text as it came in; null when it was deleted meanwhile
   * @param fields allow-listed fields beside the text as they came in, as a JSON object
   * @param heldFor a reason code
   * @param decision approved or rejected; null while it waits
   */
  public record HeldMessage(
      long id,
      String room,
      String inboundId,
      @Nullable String clientId,
      @Nullable String original,
      @Nullable String fields,
      String heldFor,
      Instant sentAt,
      @Nullable String decision,
      @Nullable String decidedBy,
      @Nullable String decidedFor,
      @Nullable Instant decidedAt) {
    /** Never the text. */
    @Override
    public String toString() {
      return "HeldMessage[" + room + " id " + id + "]";
    }
  }

  /** Who decides and why; names of up to 100, reasons of up to 500 characters. */
  public record Decider(String name, @Nullable String reason) {}

  /** What became of a decision. */
  public enum Outcome {
    DONE,
    /** No message of that id was ever held. */
    UNKNOWN,
    /** It was approved or rejected before. */
    DECIDED,
    /** Its original was deleted, so that there is nothing to publish. */
    NO_ORIGINAL,
    /** Its room takes no messages. */
    ARCHIVED
  }

  /** By id: of one room or all. */
  public List<HeldMessage> list(@Nullable String room, boolean decidedToo) {
    Condition wanted = room == null ? DSL.trueCondition() : ROOM.NAME.eq(room);
    return select(decidedToo ? wanted : wanted.and(HELD_MESSAGE.DECIDED_AT.isNull()));
  }

  /** One message, decided or not. */
  public Optional<HeldMessage> find(long id) {
    return select(HELD_MESSAGE.MESSAGE_ID.eq(id)).stream().findFirst();
  }

  /** How many wait in all rooms. */
  public int waiting() {
    return database.context().fetchCount(HELD_MESSAGE, HELD_MESSAGE.DECIDED_AT.isNull());
  }

  /** Gives the message the next seq of its room and puts it into the outbox. */
  public Outcome approve(long id, Release release, Decider decider) {
    return decide(id, decider, "approved", (context, room) -> publish(context, room, id, release));
  }

  /** The message will never be published; its reason becomes {@code moderator}. */
  public Outcome reject(long id, Decider decider) {
    return decide(
        id,
        decider,
        "rejected",
        (context, room) ->
            context
                .update(MESSAGE)
                .set(MESSAGE.STATE, "rejected")
                .set(MESSAGE.VERDICT, "rejected")
                .set(MESSAGE.REASON, "moderator")
                .setNull(FIELDS_AS_TEXT)
                .where(MESSAGE.ID.eq(id))
                .execute());
  }

  private interface Change {
    void apply(DSLContext context, Record room);
  }

  private Outcome decide(long id, Decider decider, String decision, Change change) {
    return database.transaction(context -> {
      Long roomId =
          context
              .select(HELD_MESSAGE.ROOM_ID)
              .from(HELD_MESSAGE)
              .where(HELD_MESSAGE.MESSAGE_ID.eq(id))
              .fetchOne(HELD_MESSAGE.ROOM_ID);
      if (roomId == null) {
        return Outcome.UNKNOWN;
      }
      Record room = context.selectFrom(ROOM).where(ROOM.ID.eq(roomId)).forUpdate().fetchSingle();
      Instant decided =
          context
              .select(HELD_MESSAGE.DECIDED_AT)
              .from(HELD_MESSAGE)
              .where(HELD_MESSAGE.MESSAGE_ID.eq(id))
              .forUpdate()
              .fetchSingle(HELD_MESSAGE.DECIDED_AT);
      if (decided != null) {
        return Outcome.DECIDED;
      }
      if (decision.equals("approved") && room.get(ROOM.ARCHIVED_AT) != null) {
        return Outcome.ARCHIVED;
      }
      change.apply(context, room);
      context
          .update(HELD_MESSAGE)
          .set(HELD_MESSAGE.DECISION, decision)
          .set(HELD_MESSAGE.DECIDED_BY, decider.name())
          .set(HELD_MESSAGE.DECIDED_FOR, decider.reason())
          .set(HELD_MESSAGE.DECIDED_AT, NOW)
          .where(HELD_MESSAGE.MESSAGE_ID.eq(id))
          .execute();
      return Outcome.DONE;
    });
  }

  private static void publish(DSLContext context, Record room, long id, Release release) {
    long seq = room.get(ROOM.NEXT_SEQ);
    context.update(ROOM).set(ROOM.NEXT_SEQ, seq + 1).where(ROOM.ID.eq(room.get(ROOM.ID))).execute();
    context
        .update(MESSAGE)
        .set(MESSAGE.SEQ, seq)
        .set(MESSAGE.TEXT, release.text())
        .set(FIELDS_AS_TEXT, release.fields())
        .set(MESSAGE.AUTHOR_NAME, NewMessage.cut(release.author(), NewMessage.MAX_AUTHOR))
        .set(MESSAGE.STATE, "pending")
        .set(MESSAGE.VERDICT, release.verdict().name().toLowerCase(Locale.ROOT))
        .setNull(MESSAGE.REASON)
        .where(MESSAGE.ID.eq(id))
        .execute();
    context
        .insertInto(OUTBOX)
        .set(OUTBOX.MESSAGE_ID, id)
        .set(OUTBOX.ROOM_ID, room.get(ROOM.ID))
        .set(OUTBOX.SEQ, seq)
        .set(
            OUTBOX.BASE_ID, OutboxGroup.baseId(room.get(ROOM.CREATED_AT), room.get(ROOM.NAME), seq))
        .set(OUTBOX.BATCH_INDEX, 0)
        .set(OUTBOX.BATCH_SIZE, 1)
        .set(OUTBOX.CREATED_AT, NOW)
        .execute();
  }

  /** A decision of which the author has no note yet. */
  public record Untold(
      long id, String room, String inboundId, String clientId, String verdict, String reason) {}

  /** Up to {@code most} decisions about messages in rooms of {@code shards}, oldest first. */
  public List<Untold> untold(Collection<Integer> shards, int most) {
    if (shards.isEmpty()) {
      return List.of();
    }
    return database
        .context()
        .select(
            MESSAGE.ID,
            ROOM.NAME,
            MESSAGE.INBOUND_ID,
            MESSAGE.CLIENT_ID,
            MESSAGE.VERDICT,
            DSL.when(HELD_MESSAGE.DECISION.eq("approved"), "approved").otherwise("moderator"))
        .from(HELD_MESSAGE)
        .join(MESSAGE)
        .on(MESSAGE.ID.eq(HELD_MESSAGE.MESSAGE_ID))
        .join(ROOM)
        .on(ROOM.ID.eq(HELD_MESSAGE.ROOM_ID))
        .where(
            HELD_MESSAGE.TOLD_AT.isNull(),
            HELD_MESSAGE.DECIDED_AT.isNotNull(),
            MESSAGE.CLIENT_ID.isNotNull(),
            ROOM.SHARD.in(shards.stream().map(Integer::shortValue).toList()))
        .orderBy(HELD_MESSAGE.DECIDED_AT)
        .limit(most)
        .fetch(row ->
            new Untold(
                row.value1(),
                row.value2(),
                row.value3(),
                row.value4(),
                row.value5(),
                row.value6()));
  }

  /** Notes about these decisions were sent. */
  public void told(Collection<Long> ids) {
    database
        .context()
        .update(HELD_MESSAGE)
        .set(HELD_MESSAGE.TOLD_AT, NOW)
        .where(HELD_MESSAGE.MESSAGE_ID.in(ids.stream().sorted().toList()))
        .execute();
  }

  private List<HeldMessage> select(Condition wanted) {
    return database
        .context()
        .select(
            HELD_MESSAGE.asterisk(),
            ROOM.NAME,
            MESSAGE.INBOUND_ID,
            MESSAGE.CLIENT_ID,
            MESSAGE.SENT_AT,
            MESSAGE_ORIGINAL.DATA,
            MESSAGE_ORIGINAL.FIELDS)
        .from(HELD_MESSAGE)
        .join(MESSAGE)
        .on(MESSAGE.ID.eq(HELD_MESSAGE.MESSAGE_ID))
        .join(ROOM)
        .on(ROOM.ID.eq(HELD_MESSAGE.ROOM_ID))
        .leftJoin(MESSAGE_ORIGINAL)
        .on(MESSAGE_ORIGINAL.MESSAGE_ID.eq(MESSAGE.ID))
        .where(wanted)
        .orderBy(HELD_MESSAGE.MESSAGE_ID)
        .fetch(HeldMessages::held);
  }

  private static HeldMessage held(Record row) {
    JSON fields = row.get(MESSAGE_ORIGINAL.FIELDS);
    return new HeldMessage(
        row.get(HELD_MESSAGE.MESSAGE_ID),
        row.get(ROOM.NAME),
        row.get(MESSAGE.INBOUND_ID),
        row.get(MESSAGE.CLIENT_ID),
        row.get(MESSAGE_ORIGINAL.DATA),
        fields == null ? null : fields.data(),
        row.get(HELD_MESSAGE.HELD_FOR),
        row.get(MESSAGE.SENT_AT),
        row.get(HELD_MESSAGE.DECISION),
        row.get(HELD_MESSAGE.DECIDED_BY),
        row.get(HELD_MESSAGE.DECIDED_FOR),
        row.get(HELD_MESSAGE.DECIDED_AT));
  }
}
