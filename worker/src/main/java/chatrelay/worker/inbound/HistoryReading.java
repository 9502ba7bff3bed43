package chatrelay.worker.inbound;

import chatrelay.worker.broker.ChannelHistory;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.inbound.RoomIntake.Hole;
import io.ably.lib.types.AblyException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One run over a room's history, a page at a time; no thread waits for it between two pages.
 *
 * <p>A page is fetched while the lane stores the one before, but a large one is stored first. Pages
 * are fetched by one thread at a time; {@link #stored} is called by the lane.
 */
final class HistoryReading {
  /** Bytes of a page that is stored before the one after it is fetched. */
  private static final long LARGE_PAGE = 1 << 20;

  /** Stored ids of this length may be cut: to 255 characters, without half of the last one. */
  private static final int CUT_ID = 254;

  private final RoomIntake room;
  private final @Nullable Hole hole;
  private final CatchUp.History history;
  private final Instant begun;
  private final Instant since;
  private final Instant until;
  private final Progress.@Nullable Position position;
  private final int pageSize;

  private ChannelHistory.@Nullable Page last;
  private boolean anchored;
  private boolean met;
  private long messages;

  private boolean busy;
  private boolean ended;
  private int unstored;
  private boolean large;

  /** What a run needs next. */
  enum Step {
    /** Another page. */
    FETCH,
    /** Nothing: history is read to its end and all of it is stored. */
    END,
    /** A page under way to be fetched or stored; its arrival asks again. */
    WAIT
  }

  /**
   * Reads what was sent from {@code since} on and ends with the page that reaches {@code until};
   * {@code position} is what is known to be stored, null when nothing is to be concluded.
   *
   * @param hole see {@link #hole()}
   */
  HistoryReading(
      RoomIntake room,
      @Nullable Hole hole,
      CatchUp.History history,
      Instant begun,
      Instant since,
      Instant until,
      Progress.@Nullable Position position,
      int pageSize) {
    this.room = room;
    this.hole = hole;
    this.history = history;
    this.begun = begun;
    this.since = since;
    this.until = until;
    this.position = position;
    this.pageSize = pageSize;
  }

  /** What the run is to fill; null when the room is live and only looked at once more. */
  @Nullable Hole hole() {
    return hole;
  }

  /** Broker time of the newest message known, in milliseconds since 1970; 0 for none. */
  long lastActive() {
    Instant stored = position == null ? null : position.newestSentAt();
    return Math.max(room.lastActive(), stored == null ? 0 : stored.toEpochMilli());
  }

  RoomIntake room() {
    return room;
  }

  Instant begun() {
    return begun;
  }

  long messages() {
    return messages;
  }

  /** Whether no page was fetched yet. */
  boolean isFirst() {
    return last == null;
  }

  /** Whether history has shown a message that was held, and so everything before it. */
  boolean hasMetLiveMessages() {
    return met;
  }

  /**
   * The next action; a thread that receives FETCH or END must do it and is the only one that does.
   */
  synchronized Step next() {
    if (busy) {
      return Step.WAIT;
    }
    if (!ended && unstored <= (large ? 0 : 1)) {
      busy = true;
      return Step.FETCH;
    }
    if (ended && unstored == 0) {
      busy = true;
      return Step.END;
    }
    return Step.WAIT;
  }

  /**
   * Fetches a page and hands what is new of it to the lane.
   *
   * @param stored run once with the size of what went to the lane, when that is stored
   * @return the bytes that went to the lane, 0 when there was nothing new
   * @throws AblyException as {@link ChannelHistory#read}
   */
  long fetch(LongConsumer stored) throws AblyException {
    if (room.isClosed()) {
      fetched(true, 0);
      return 0;
    }
    last = last == null ? first() : last.next().orElseThrow();
    List<ReceivedMessage> read = last.messages();
    messages += read.size();
    anchored |= holdsAnchor(read);
    List<ReceivedMessage> fresh = room.fresh(read);
    long bytes = fresh.stream().mapToLong(ReceivedMessage::bytes).sum();
    fetched(!last.hasNext() || reaches(read), bytes);
    if (bytes > 0) {
      met |= room.read(new RoomPage(room, fresh, () -> stored.accept(bytes)));
    }
    return bytes;
  }

  private ChannelHistory.Page first() throws AblyException {
    return history.read(room.route().inbound(), since, pageSize);
  }

  private synchronized void fetched(boolean end, long bytes) {
    ended |= end;
    if (bytes > 0) {
      unstored++;
      large = bytes > LARGE_PAGE;
    }
  }

  /** The thread that got {@link Step#FETCH} is done with it. */
  synchronized void release() {
    busy = false;
  }

  synchronized void stored() {
    unstored--;
  }

  private boolean reaches(List<ReceivedMessage> page) {
    // All history: a message may have the stamp of a wrong clock.
    return !page.isEmpty()
        && page.stream()
            .allMatch(message -> Instant.ofEpochMilli(message.timestamp()).isAfter(until));
  }

  private boolean holdsAnchor(List<ReceivedMessage> page) {
    return position != null
        && position.newestId() != null
        && page.stream().anyMatch(message -> isAnchor(message, position));
  }

  /**
   * The database keeps the beginning of a long id only. An edit or a deletion has the place and the
   * time of the message it changes, and an id of its own.
   */
  private static boolean isAnchor(ReceivedMessage message, Progress.Position position) {
    String anchor = position.newestId();
    if (anchor == null) {
      return false;
    }
    boolean sameId =
        message.id().equals(anchor)
            || (anchor.length() >= CUT_ID && message.id().startsWith(anchor));
    return sameId
        || (message.kind().isChange()
            && position.newestSentAt() != null
            && position.newestSentAt().toEpochMilli() == message.timestamp());
  }

  /**
   * When the newest stored message was sent, if it is younger than where reading began and was not
   * found: then history is shorter than configured and may have lost others too.
   */
  Optional<Instant> missingAnchor() {
    if (position == null || position.newestId() == null || anchored || room.isClosed()) {
      return Optional.empty();
    }
    Instant sentAt = position.newestSentAt();
    return sentAt == null || sentAt.isBefore(since) ? Optional.empty() : Optional.of(sentAt);
  }
}
