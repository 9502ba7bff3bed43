package chatrelay.worker.store;

import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.OUTBOX;

import chatrelay.moderation.Verdict;
import chatrelay.schema.Database;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.RoomRoute;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/**
 * Stored messages that the broker has not confirmed: the authoritative list of publishes to come.
 *
 * <p>Queues in memory hold copies of a part of it. Safe for any thread; every call is one
 * transaction and throws jOOQ's {@code DataAccessException}.
 */
public final class Outbox {
  private static final Field<Instant> NOW =
      DSL.field("UTC_TIMESTAMP(3)", OUTBOX.CREATED_AT.getDataType());
  private static final Field<Long> AGE_MICROS =
      DSL.field("TIMESTAMPDIFF(MICROSECOND, outbox.created_at, UTC_TIMESTAMP(3))", Long.class);

  private static final List<Field<?>> ROW =
      List.of(
          MESSAGE.ID,
          OUTBOX.SEQ,
          OUTBOX.BASE_ID,
          OUTBOX.BATCH_SIZE,
          MESSAGE.TEXT,
          MESSAGE.SHAPE,
          MESSAGE.FIELDS,
          MESSAGE.EVENT_NAME,
          MESSAGE.CLIENT_ID,
          MESSAGE.AUTHOR_NAME,
          MESSAGE.VERDICT,
          MESSAGE.SENT_AT,
          AGE_MICROS.as("age"));

  /** Rows of one acknowledging transaction; more take several. */
  private static final int MOST_ACKNOWLEDGED = 1_000;

  private final Database database;

  /** Works on {@code database}. */
  public Outbox(Database database) {
    this.database = database;
  }

  /**
   * The next groups of a room, in order, from {@code afterSeq} on, about {@code most} messages; the
   * last group is always whole.
   */
  public List<OutboxGroup> load(RoomRoute room, long afterSeq, int most) {
    Result<Record> rows =
        database
            .context()
            .select(ROW)
            .from(OUTBOX)
            .join(MESSAGE)
            .on(MESSAGE.ID.eq(OUTBOX.MESSAGE_ID))
            .where(OUTBOX.ROOM_ID.eq(room.id()), OUTBOX.SEQ.gt(afterSeq))
            .orderBy(OUTBOX.SEQ)
            .limit(most + OutboxGroups.MAX_MESSAGES)
            .fetch();
    return groups(room, rows, most);
  }

  private static List<OutboxGroup> groups(RoomRoute room, Result<Record> rows, int most) {
    List<OutboxGroup> groups = new ArrayList<>();
    int index = 0;
    while (index < rows.size() && index < most) {
      Record first = rows.get(index);
      int size = Objects.requireNonNullElse(first.get(OUTBOX.BATCH_SIZE), 1);
      List<StoredMessage> messages = new ArrayList<>();
      while (index < rows.size() && messages.size() < size && isSameGroup(first, rows.get(index))) {
        messages.add(stored(room, rows.get(index++)));
      }
      Duration age = Duration.ofNanos(1_000 * Objects.requireNonNullElse(age(first), 0L));
      groups.add(new OutboxGroup(Objects.requireNonNull(first.get(OUTBOX.BASE_ID)), messages, age));
    }
    return groups;
  }

  private static boolean isSameGroup(Record first, Record row) {
    return Objects.equals(first.get(OUTBOX.BASE_ID), row.get(OUTBOX.BASE_ID));
  }

  private static Long age(Record row) {
    return row.get("age", Long.class);
  }

  private static StoredMessage stored(RoomRoute room, Record row) {
    JSON fields = row.get(MESSAGE.FIELDS);
    return new StoredMessage(
        row.get(MESSAGE.ID),
        room,
        row.get(OUTBOX.SEQ),
        new StoredMessage.Payload(
            row.get(MESSAGE.TEXT),
            Content.Shape.of(row.get(MESSAGE.SHAPE)),
            fields == null ? null : fields.data(),
            Objects.requireNonNullElse(row.get(MESSAGE.EVENT_NAME), "message"),
            row.get(MESSAGE.CLIENT_ID),
            Objects.requireNonNullElse(row.get(MESSAGE.AUTHOR_NAME), row.get(MESSAGE.CLIENT_ID)),
            Verdict.valueOf(row.get(MESSAGE.VERDICT).toUpperCase(Locale.ROOT))),
        row.get(MESSAGE.SENT_AT));
  }

  /**
   * Marks messages as published and removes them from the outbox. Idempotent.
   *
   * <p>By primary key against the optimiser's choice: with a short outbox, or few pending rows, it
   * would scan and wait for rows that lanes have not committed yet. MySQL 8.0 scans for a DELETE
   * with IN in spite of an index hint (seen in EXPLAIN), hence the join from the ids.
   */
  public void acknowledge(Collection<Long> messageIds) {
    List<Long> sorted = messageIds.stream().sorted().toList();
    for (int from = 0; from < sorted.size(); from += MOST_ACKNOWLEDGED) {
      List<Long> ids = sorted.subList(from, Math.min(sorted.size(), from + MOST_ACKNOWLEDGED));
      database.transaction(context -> {
        context.connection(connection -> {
          markPublished(connection, ids);
          remove(connection, ids);
        });
        return 0;
      });
    }
  }

  private static void markPublished(Connection connection, List<Long> ids) throws SQLException {
    String update =
        "UPDATE message FORCE INDEX (PRIMARY) SET state = 'published', published_at ="
            + " UTC_TIMESTAMP(3) WHERE id IN ("
            + BatchWriter.places(ids.size())
            + ") AND state = 'pending'";
    RowInsert.update(connection, update, ids.toArray());
  }

  private static void remove(Connection connection, List<Long> ids) throws SQLException {
    String delete =
        "DELETE o FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) k STRAIGHT_JOIN outbox o"
            + " FORCE INDEX (PRIMARY) ON o.message_id = k.id";
    RowInsert.update(connection, delete, ids.toString());
  }

  /**
   * Gives every member of a refused group ids of its own, so that one bad message does not hold
   * back the others. Only for a group that the broker refused permanently as a whole.
   *
   * @return the same messages, one a group
   */
  public List<OutboxGroup> split(OutboxGroup group) {
    List<OutboxGroup> singles = new ArrayList<>();
    for (StoredMessage message : group.messages()) {
      String baseId = group.baseId() + "." + singles.size();
      singles.add(new OutboxGroup(baseId, List.of(message), group.age()));
    }
    database.transaction(context -> {
      singles.stream()
          .sorted(Comparator.comparingLong(single -> single.messages().getFirst().id()))
          .forEach(single -> regroup(context, single));
      return 0;
    });
    return singles;
  }

  private static void regroup(DSLContext context, OutboxGroup single) {
    context
        .update(OUTBOX)
        .set(OUTBOX.BASE_ID, single.baseId())
        .set(OUTBOX.BATCH_INDEX, 0)
        .set(OUTBOX.BATCH_SIZE, 1)
        .where(OUTBOX.MESSAGE_ID.eq(single.messages().getFirst().id()))
        .execute();
  }

  /** Makes a message that the broker refuses permanently a dead letter with the broker's code. */
  public void bury(StoredMessage message, int code, int attempts) {
    database.transaction(context -> {
      context
          .update(MESSAGE)
          .set(MESSAGE.STATE, "dead")
          .set(MESSAGE.REASON, "publish_refused")
          .where(MESSAGE.ID.eq(message.id()), MESSAGE.STATE.eq("pending"))
          .execute();
      int left = context.deleteFrom(OUTBOX).where(OUTBOX.MESSAGE_ID.eq(message.id())).execute();
      if (left > 0) {
        insertDeadLetter(context, message.id(), code, attempts);
      }
      return left;
    });
  }

  private static void insertDeadLetter(DSLContext context, long id, int code, int attempts) {
    var letter = chatrelay.schema.generated.Tables.DEAD_LETTER;
    context
        .insertInto(letter)
        .set(letter.MESSAGE_ID, id)
        .set(letter.CODE, code)
        .set(letter.REASON, "publish_refused")
        .set(letter.ATTEMPTS, attempts)
        .set(letter.CREATED_AT, NOW)
        .execute();
  }

  /** The lowest seq that each room has in the outbox, by room id. */
  public Map<Long, Long> lowestSeqs() {
    return database
        .context()
        .select(OUTBOX.ROOM_ID, DSL.min(OUTBOX.SEQ))
        .from(OUTBOX)
        .groupBy(OUTBOX.ROOM_ID)
        .fetchMap(row -> row.value1(), row -> row.value2());
  }

  /** The size of the outbox over all shards and the age of its oldest message. */
  public Backlog backlog() {
    Record row =
        database
            .context()
            .select(
                DSL.count(),
                DSL.field(
                    "COALESCE(TIMESTAMPDIFF(MICROSECOND, MIN(created_at), UTC_TIMESTAMP(3)), 0)",
                    Long.class))
            .from(OUTBOX)
            .fetchSingle();
    return new Backlog(row.get(0, Long.class), Duration.ofNanos(1_000 * row.get(1, Long.class)));
  }

  /** Messages in the outbox and the age of the oldest, zero when it is empty. */
  public record Backlog(long messages, Duration oldest) {}
}
