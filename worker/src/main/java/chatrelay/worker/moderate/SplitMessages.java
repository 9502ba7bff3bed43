package chatrelay.worker.moderate;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.SplitMessageDetector;
import chatrelay.moderation.SplitMessageDetector.SplitWord;
import chatrelay.worker.inbound.InboundMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks for words that an author spells over several messages, one detector for all rooms.
 *
 * <p>A repeated message, as after a lost connection, gets its first answer and counts as no further
 * piece. Remembers {@value #REMEMBERED} short messages. Safe for any thread; the messages of one
 * room have to come in order.
 */
final class SplitMessages {
  private static final int REMEMBERED = 20_000;

  /** Longer texts are not pieces; they end the sequence before them. */
  private static final int LONGEST_PIECE = 64;

  private record Piece(long room, String clientId, String id) {}

  private final SplitMessageDetector detector = new SplitMessageDetector();
  private final Map<Piece, Optional<SplitWord>> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Piece, Optional<SplitWord>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** The word that this message completes, if any. */
  synchronized Optional<SplitWord> observe(
      ModerationEngine engine, InboundMessage message, String text) {
    String clientId = Objects.requireNonNullElse(message.clientId(), "");
    if (text.length() > LONGEST_PIECE) {
      return ask(engine, message, clientId, text);
    }
    Piece piece = new Piece(message.room().id(), clientId, message.id());
    Optional<SplitWord> known = answers.get(piece);
    if (known != null) {
      return known;
    }
    Optional<SplitWord> answer = ask(engine, message, clientId, text);
    answers.put(piece, answer);
    return answer;
  }

  private Optional<SplitWord> ask(
      ModerationEngine engine, InboundMessage message, String clientId, String text) {
    return detector.observe(
        engine, message.room().name(), clientId, text, message.sentAt().toEpochMilli());
  }
}
