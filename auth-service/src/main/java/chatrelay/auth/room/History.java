package chatrelay.auth.room;

import static chatrelay.schema.generated.Tables.V_CHAT_HISTORY;

import chatrelay.auth.http.ApiException;
import chatrelay.schema.Database;
import chatrelay.schema.Room;
import chatrelay.schema.generated.tables.records.VChatHistoryRecord;
import java.util.List;
import java.util.OptionalLong;
import org.jooq.Condition;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Reads published messages page by page, from a view that holds only those.
 *
 * <p>Pages are keyed by seq, not by offset, so that each costs one range of the index (room_id,
 * seq), regardless of its age. A query times out after two seconds. Thread-safe.
 */
public final class History {
  /** The most messages on a page. */
  public static final int MOST = 100;

  private static final int QUERY_SECONDS = 2;
  private final Database database;

  /** Connections to a read replica are enough. */
  public History(Database database) {
    this.database = database;
  }

  /**
   * The newest messages of the room, with a seq below {@code before} if it is given.
   *
   * @param limit 1 to {@link #MOST}
   * @throws ApiException 503 when the database does not respond in time
   */
  public HistoryPage page(Room room, OptionalLong before, int limit) {
    List<VChatHistoryRecord> rows = rows(room, before, limit + 1);
    List<HistoryMessage> messages =
        rows.stream().limit(limit).map(row -> message(room, row)).toList().reversed();
    return new HistoryPage(
        messages,
        rows.size() > limit ? OptionalLong.of(messages.getFirst().seq()) : OptionalLong.empty());
  }

  private List<VChatHistoryRecord> rows(Room room, OptionalLong before, int limit) {
    Condition older =
        before.isPresent() ? V_CHAT_HISTORY.SEQ.lt(before.getAsLong()) : DSL.noCondition();
    try {
      return database
          .context()
          .selectFrom(V_CHAT_HISTORY)
          .where(V_CHAT_HISTORY.ROOM_ID.eq(room.id()), older)
          .orderBy(V_CHAT_HISTORY.SEQ.desc())
          .limit(limit)
          .queryTimeout(QUERY_SECONDS)
          .fetch();
    } catch (DataAccessException failure) {
      throw ApiException.unavailable("the database does not respond");
    }
  }

  private static HistoryMessage message(Room room, VChatHistoryRecord row) {
    return new HistoryMessage(
        room.name().value(),
        row.getSeq(),
        row.getMessageId(),
        row.getClientId(),
        row.getAuthorName(),
        row.getEventName(),
        row.getText() == null ? "" : row.getText(),
        "object".equals(row.getShape()),
        row.getFields() == null ? null : row.getFields().data(),
        row.getVerdict(),
        row.getSentAt());
  }
}
