package chatrelay.bench.store;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.files.WordListFile;
import chatrelay.worker.broker.ReceivedMessage;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.MessageReader;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import chatrelay.worker.moderate.ModerationStep;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches of new messages for the rooms of one thread, room after room, a given share of them with
 * a banned word. Not for several threads.
 */
final class Batches {
  private static final String CLEAN = "the quick brown fox jumps over a lazy dog and sleeps well";
  private static final String BANNED = "the quick brown fox jumps over a lazy dog and a potato";

  private final MessageReader reader = new MessageReader(Clock.systemUTC());
  private final ModerationStep moderation;
  private final List<RoomRoute> rooms;
  private final String thread;
  private final int size;
  private final int bannedPercent;
  private final ModeratedMessage clean;
  private final ModeratedMessage banned;
  private long number;

  Batches(List<RoomRoute> rooms, String thread, int size, int bannedPercent) {
    this.rooms = rooms;
    this.thread = thread;
    this.size = size;
    this.bannedPercent = bannedPercent;
    ModerationEngine engine = ModerationEngine.compile(List.of(WordListFile.defaultWords()));
    this.moderation = ModerationStep.ofOne(() -> engine);
    this.clean = judged(rooms.getFirst(), received("clean", CLEAN));
    this.banned = judged(rooms.getFirst(), received("banned", BANNED));
  }

  /** Messages as the lane gets them: read and moderated here and now. */
  List<ModeratedMessage> moderated() {
    List<ModeratedMessage> batch = new ArrayList<>(size);
    for (int index = 0; index < size; index++) {
      String text = isBanned() ? BANNED : CLEAN;
      RoomRoute room = room(index);
      batch.add(judged(room, received(nextId(), text)));
    }
    return batch;
  }

  /** Messages that were moderated before: only ids and rooms are new. */
  List<ModeratedMessage> prepared() {
    List<ModeratedMessage> batch = new ArrayList<>(size);
    Instant now = Instant.now();
    for (int index = 0; index < size; index++) {
      batch.add(copy(isBanned() ? banned : clean, room(index), nextId(), now));
    }
    return batch;
  }

  private RoomRoute room(int index) {
    return rooms.get(index * rooms.size() / size);
  }

  private boolean isBanned() {
    return number % 100 < bannedPercent;
  }

  private String nextId() {
    return "bench-" + thread + "-" + number++;
  }

  private ModeratedMessage judged(RoomRoute room, ReceivedMessage received) {
    return moderation.moderate(reader.read(room, received));
  }

  private ReceivedMessage received(String id, String text) {
    String author = "author-" + thread + "-" + number % 50;
    return new ReceivedMessage(id, author, null, text, null, System.currentTimeMillis(), null);
  }

  private static ModeratedMessage copy(
      ModeratedMessage judged, RoomRoute room, String id, Instant now) {
    InboundMessage inbound = judged.inbound();
    return new ModeratedMessage(
        new InboundMessage(
            room,
            id,
            inbound.clientId(),
            inbound.eventName(),
            inbound.content(),
            now,
            now,
            inbound.channelSerial(),
            now.toEpochMilli()),
        judged.verdict(),
        judged.text(),
        judged.fields(),
        judged.author(),
        judged.reason(),
        judged.hits(),
        judged.listVersion());
  }
}
