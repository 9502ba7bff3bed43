package chatrelay.moderation;

import static chatrelay.moderation.unicode.CharacterFacts.INVISIBLE;
import static chatrelay.moderation.unicode.CharacterFacts.SEPARATOR;
import static chatrelay.moderation.unicode.CharacterFacts.SPACE;
import static chatrelay.moderation.unicode.CharacterFacts.TRANSPARENT;
import static chatrelay.moderation.unicode.CharacterFacts.kind;
import static chatrelay.moderation.unicode.CharacterFacts.lookAlike;

import chatrelay.moderation.unicode.CharacterTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Catches a word that a sender spells over consecutive messages in one room.
 *
 * <p>Looks at the last {@value #MESSAGES} messages within {@value #MILLISECONDS} ms, each a piece
 * of at most {@value #PIECE_LETTERS} letters (the last one of at most {@value
 * #LAST_PIECE_LETTERS}); a longer message starts over. The pieces before the last are public
 * already, so a find can flag or hold, never mask. Remembers {@value #SENDERS} senders and rooms,
 * forgetting the least recent. Holds no clock. For one thread at a time.
 */
public final class SplitMessageDetector {
  /** Messages that are put together at most. */
  public static final int MESSAGES = 6;

  /** Age in milliseconds after which a piece is forgotten. */
  public static final long MILLISECONDS = 20_000;

  /** Pairs of room and sender remembered at most. */
  public static final int SENDERS = 50_000;

  /** Letters of a piece that can be continued. */
  public static final int PIECE_LETTERS = 2;

  /** Letters of the piece that completes a word. */
  public static final int LAST_PIECE_LETTERS = 4;

  /** Keeps a piece small whatever marks it carries. */
  private static final int PIECE_UNITS = 32;

  /** Words up to this length are parts of longer ones too often to ignore the piece before. */
  private static final int SHORT_WORD = 4;

  private record Sender(String room, String clientId) {}

  private record Piece(String text, int letters, long time) {}

  /**
   * A word put together from messages.
   *
   * @param hit the match; its places refer to the joined pieces
   * @param messages how many messages it took, the last one included
   */
  public record SplitWord(Hit hit, int messages) {}

  private final Map<Sender, Deque<Piece>> recent =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sender, Deque<Piece>> eldest) {
          return size() > SENDERS;
        }
      };

  /** Pairs of room and sender remembered now. */
  public int size() {
    return recent.size();
  }

  /**
   * Takes the next message of a sender in the order of the room.
   *
   * @param engine the lists of the room as they are now
   * @param time when it was sent, in milliseconds of any fixed clock
   * @return the word that this message completes, if any; single messages are the engine's business
   */
  public Optional<SplitWord> observe(
      ModerationEngine engine, String room, String clientId, String text, long time) {
    Sender sender = new Sender(room, clientId);
    String trimmed = trim(text);
    int letters = letters(trimmed);
    if (trimmed.isEmpty()) {
      return Optional.empty();
    }
    if (letters == 0 || letters > LAST_PIECE_LETTERS || trimmed.length() > PIECE_UNITS) {
      recent.remove(sender);
      return Optional.empty();
    }
    Deque<Piece> pieces = recent.computeIfAbsent(sender, key -> new ArrayDeque<>(MESSAGES));
    pieces.removeIf(piece -> time - piece.time() > MILLISECONDS);
    pieces.addLast(new Piece(trimmed, letters, time));
    if (pieces.size() > MESSAGES) {
      pieces.removeFirst();
    }
    Optional<SplitWord> word = find(engine, pieces);
    if (word.isPresent() || letters > PIECE_LETTERS) {
      recent.remove(sender);
    }
    return word;
  }

  private static Optional<SplitWord> find(ModerationEngine engine, Deque<Piece> pieces) {
    StringBuilder joined = new StringBuilder();
    int messages = 0;
    Iterator<Piece> backwards = pieces.descendingIterator();
    while (backwards.hasNext()) {
      joined.insert(0, backwards.next().text());
      messages++;
      Optional<Hit> hit = messages < 2 ? Optional.empty() : whole(engine, joined.toString());
      if (hit.isPresent() && !continues(pieces, messages, joined.length())) {
        return Optional.of(new SplitWord(hit.get(), messages));
      }
    }
    return Optional.empty();
  }

  private static Optional<Hit> whole(ModerationEngine engine, String joined) {
    return engine.judge(joined).hits().stream()
        .filter(hit -> hit.start() == 0 && hit.end() == joined.length())
        .max(java.util.Comparator.comparing(Hit::action));
  }

  /** True when the piece before the word is one more letter of it, as the s before hell. */
  private static boolean continues(Deque<Piece> pieces, int messages, int length) {
    int before = pieces.size() - messages;
    if (before == 0 || length > SHORT_WORD) {
      return false;
    }
    Piece previous = pieces.stream().skip(before - 1L).findFirst().orElseThrow();
    return previous.letters() == 1 && !previous.text().matches("[aiAI]");
  }

  /** Without white space, invisible characters and punctuation at both ends. */
  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isEdge(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (end > start && isEdge(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  private static boolean isEdge(int codePoint) {
    int kind = kind(CharacterTable.facts(codePoint));
    boolean mark = kind == SEPARATOR && lookAlike(CharacterTable.folds(codePoint)) == 0;
    boolean invisible = (CharacterTable.facts(codePoint) & INVISIBLE) != 0;
    return mark || kind == SPACE || invisible;
  }

  /** Letters, digits and symbols that may stand for letters; 0 for several tokens. */
  private static int letters(String text) {
    int letters = 0;
    int codePoint;
    for (int at = 0; at < text.length(); at += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(at);
      int kind = kind(CharacterTable.facts(codePoint));
      if (kind == SPACE) {
        return 0;
      }
      letters += kind == TRANSPARENT || isEdge(codePoint) ? 0 : 1;
    }
    return letters;
  }
}
