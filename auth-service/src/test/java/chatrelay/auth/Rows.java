package chatrelay.auth;

import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.ROOM;

import chatrelay.schema.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.JSON;
import org.jspecify.annotations.Nullable;

/** Writes message rows as the worker does. */
final class Rows {
  private final Database database;
  private final AtomicLong number = new AtomicLong();

  Rows(Database database) {
    this.database = database;
  }

  /** Published messages with these seqs, the text being "text" and the seq. */
  void published(String room, long first, long last) {
    for (long seq = first; seq <= last; seq++) {
      add(room, seq, "text " + seq, "published", null);
    }
  }

  /** One row in any state; {@code seq} null for rejected ones. */
  void add(
      String room, @Nullable Long seq, String text, String state, @Nullable String fieldsJson) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    long id = number.incrementAndGet();
    database
        .upserts() // as a plain text, which both servers take for a JSON column
        .insertInto(MESSAGE)
        .set(
            MESSAGE.ROOM_ID,
            database
                .context()
                .select(ROOM.ID)
                .from(ROOM)
                .where(ROOM.NAME.eq(room))
                .fetchSingle(ROOM.ID))
        .set(MESSAGE.SEQ, seq)
        .set(MESSAGE.DEDUPE_KEY, sha256(room + id))
        .set(MESSAGE.INBOUND_ID, "inbound-" + id)
        .set(MESSAGE.CLIENT_ID, "guest-author")
        .set(MESSAGE.AUTHOR_NAME, "Ada")
        .set(MESSAGE.EVENT_NAME, "message")
        .set(MESSAGE.TEXT, text)
        .set(MESSAGE.SHAPE, fieldsJson == null ? "string" : "object")
        .set(MESSAGE.FIELDS, fieldsJson == null ? null : JSON.json(fieldsJson))
        .set(MESSAGE.STATE, state)
        .set(MESSAGE.VERDICT, state.equals("rejected") ? "rejected" : "accepted")
        .set(MESSAGE.SENT_AT, now)
        .set(MESSAGE.RECEIVED_AT, now)
        .set(MESSAGE.STORED_AT, now)
        .set(MESSAGE.PUBLISHED_AT, state.equals("published") ? now : null)
        .execute();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
