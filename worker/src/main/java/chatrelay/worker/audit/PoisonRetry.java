package chatrelay.worker.audit;

import static chatrelay.schema.generated.Tables.DEAD_LETTER;
import static chatrelay.schema.generated.Tables.MESSAGE;
import static chatrelay.schema.generated.Tables.ROOM;

import chatrelay.schema.ChannelNames;
import chatrelay.schema.Database;
import chatrelay.schema.Room;
import chatrelay.schema.RoomName;
import chatrelay.schema.Rooms;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.audit.DeadLetters.Outcome;
import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.inbound.MessageReader;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModerationStep;
import chatrelay.worker.store.DedupeKey;
import chatrelay.worker.store.MessageStore;
import io.ably.lib.types.AblyException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Stores a message that the database had refused, once the cause is fixed.
 *
 * <p>Only its identity was stored, so its content is read from the inbound channel's history,
 * judged by the lists in force now, and written into its row. It keeps the row, dedupe key and
 * inbound id, and gets the next seq of its room. One thread; blocks for the broker's answers.
 */
public final class PoisonRetry {
  private static final int PAGE = 1_000;
  private static final int MOST_PAGES = 100;

  /** The broker's time and the one that was stored differ by less, if at all. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private final Database database;
  private final ChannelHistory history;
  private final ChannelNames channels;
  private final ModerationStep moderation;

  /** Reads with {@code history} and judges with {@code moderation}. */
  public PoisonRetry(
      Database database, ChannelHistory history, ChannelNames channels, ModerationStep moderation) {
    this.database = database;
    this.history = history;
    this.channels = channels;
    this.moderation = moderation;
  }

  /**
   * One dead letter of which {@link DeadLetters#retry} said that nothing is stored.
   *
   * @throws AblyException when the broker does not answer or refuses
   * @throws DataAccessException when the database fails
   */
  public Outcome retry(long id) throws AblyException {
    Record letter =
        database
            .context()
            .select(MESSAGE.ID, MESSAGE.DEDUPE_KEY, MESSAGE.SENT_AT, ROOM.NAME)
            .from(DEAD_LETTER)
            .join(MESSAGE)
            .on(MESSAGE.ID.eq(DEAD_LETTER.MESSAGE_ID))
            .join(ROOM)
            .on(ROOM.ID.eq(MESSAGE.ROOM_ID))
            .where(DEAD_LETTER.ID.eq(id))
            .fetchOne();
    if (letter == null) {
      return Outcome.UNKNOWN;
    }
    RoomRoute route = route(letter.get(ROOM.NAME));
    DedupeKey key = DedupeKey.ofStored(letter.get(MESSAGE.DEDUPE_KEY));
    ReceivedMessage received = find(route.inbound(), key, letter.get(MESSAGE.SENT_AT));
    if (received == null) {
      return Outcome.NOT_RETAINED;
    }
    var message = moderation.moderate(new MessageReader(Clock.systemUTC()).read(route, received));
    try {
      boolean stored = new MessageStore(database).storeContent(letter.get(MESSAGE.ID), id, message);
      return stored ? Outcome.DONE : Outcome.RESOLVED;
    } catch (DataAccessException failure) {
      if (SqlFailure.classify(failure) == SqlFailure.POISON) {
        return Outcome.REFUSED_AGAIN;
      }
      throw failure;
    }
  }

  private RoomRoute route(String name) {
    Room room = new Rooms(database, Clock.systemUTC()).find(RoomName.of(name)).orElseThrow();
    return RoomRoute.of(room, channels);
  }

  private @Nullable ReceivedMessage find(String channel, DedupeKey key, Instant sentAt)
      throws AblyException {
    Instant end = sentAt.plus(SLACK);
    Optional<ChannelHistory.Page> page =
        Optional.of(
            history.read(channel, sentAt.minus(SLACK), ChannelHistory.Direction.FORWARDS, PAGE));
    for (int read = 0; read < MOST_PAGES && page.isPresent(); read++) {
      for (ReceivedMessage message : page.get().messages()) {
        String author = Objects.requireNonNullElse(message.clientId(), "");
        if (key.equals(DedupeKey.of(channel, author, message.id()))) {
          return message;
        }
        if (message.timestamp() > end.toEpochMilli()) {
          return null;
        }
      }
      page = page.get().next();
    }
    return null;
  }
}
