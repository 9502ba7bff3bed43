package chatrelay.worker.audit;

import static chatrelay.schema.generated.Tables.DEAD_LETTER;
import static chatrelay.schema.generated.Tables.HELD_MESSAGE;
import static chatrelay.schema.generated.Tables.MESSAGE;

import chatrelay.schema.Database;
import chatrelay.worker.store.DedupeKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The rows of one room that a channel's history is compared with. */
record StoredRows(Database database, long room) {
  /** The compared columns of a row; {@code revived} when a dead letter was retried. */
  record Row(
      long id,
      @Nullable Long seq,
      String inboundId,
      String state,
      @Nullable String text,
      @Nullable Instant publishedAt,
      boolean revived) {}

  Map<Long, Row> bySeq(Collection<Long> seqs) {
    Map<Long, Row> found = new HashMap<>();
    for (Row row : select(MESSAGE.SEQ.in(seqs))) {
      if (row.seq() != null) {
        found.put(row.seq(), row);
      }
    }
    return found;
  }

  /** Published rows between two seqs, both not included. */
  List<Row> publishedBetween(long after, long before) {
    return select(
        MESSAGE.SEQ.gt(after).and(MESSAGE.SEQ.lt(before)).and(MESSAGE.STATE.eq("published")));
  }

  /** Rows above a seq that were published within a period. */
  List<Row> publishedAfter(long seq, Instant from, Instant until) {
    return select(
        MESSAGE
            .SEQ
            .gt(seq)
            .and(MESSAGE.STATE.eq("published"))
            .and(MESSAGE.PUBLISHED_AT.gt(from))
            .and(MESSAGE.PUBLISHED_AT.lt(until)));
  }

  Map<DedupeKey, Row> byKey(Collection<DedupeKey> keys) {
    Map<DedupeKey, Row> found = new HashMap<>();
    List<byte[]> bytes = keys.stream().map(DedupeKey::bytes).toList();
    for (Record row : records(MESSAGE.DEDUPE_KEY.in(bytes))) {
      found.put(DedupeKey.ofStored(row.get(MESSAGE.DEDUPE_KEY)), row(row));
    }
    return found;
  }

  private List<Row> select(Condition wanted) {
    return records(wanted).stream().map(StoredRows::row).toList();
  }

  private List<? extends Record> records(Condition wanted) {
    return database
        .context()
        .select(
            MESSAGE.ID,
            MESSAGE.SEQ,
            MESSAGE.DEDUPE_KEY,
            MESSAGE.INBOUND_ID,
            MESSAGE.STATE,
            MESSAGE.TEXT,
            MESSAGE.PUBLISHED_AT,
            DSL.field(
                    DSL.exists(
                            DSL.selectOne()
                                .from(DEAD_LETTER)
                                .where(DEAD_LETTER.MESSAGE_ID.eq(MESSAGE.ID)))
                        .or(
                            DSL.exists(
                                DSL.selectOne()
                                    .from(HELD_MESSAGE)
                                    .where(HELD_MESSAGE.MESSAGE_ID.eq(MESSAGE.ID)))))
                .as("revived"))
        .from(MESSAGE)
        .where(MESSAGE.ROOM_ID.eq(room), wanted)
        .orderBy(MESSAGE.SEQ)
        .fetch();
  }

  private static Row row(Record row) {
    return new Row(
        row.get(MESSAGE.ID),
        row.get(MESSAGE.SEQ),
        row.get(MESSAGE.INBOUND_ID),
        row.get(MESSAGE.STATE),
        row.get(MESSAGE.TEXT),
        row.get(MESSAGE.PUBLISHED_AT),
        Boolean.TRUE.equals(row.get("revived", Boolean.class)));
  }
}
