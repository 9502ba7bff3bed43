package chatrelay.worker.store;

import chatrelay.moderation.Verdict;
import chatrelay.worker.broker.WellFormed;
import chatrelay.worker.inbound.Content;
import chatrelay.worker.inbound.InboundMessage;
import chatrelay.worker.inbound.RoomRoute;
import chatrelay.worker.moderate.ModeratedMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message being stored, which receives its seq and row id. One thread only. */
final class NewMessage {
  private static final int MAX_ID = 255;
  static final int MAX_AUTHOR = 200;

  private final DedupeKey key;
  private final ModeratedMessage moderated;
  private @Nullable Long seq;
  private long id;

  NewMessage(DedupeKey key, ModeratedMessage moderated) {
    this.key = key;
    this.moderated = moderated;
  }

  DedupeKey key() {
    return key;
  }

  ModeratedMessage moderated() {
    return moderated;
  }

  InboundMessage inbound() {
    return moderated.inbound();
  }

  RoomRoute room() {
    return moderated.inbound().room();
  }

  @Nullable Long seq() {
    return seq;
  }

  void seq(long assigned) {
    seq = assigned;
  }

  long id() {
    return id;
  }

  void id(long assigned) {
    id = assigned;
  }

  String inboundId() {
    return cut(inbound().id(), MAX_ID);
  }

  @Nullable String clientId() {
    String clientId = inbound().clientId();
    return clientId == null ? null : cut(clientId, MAX_ID);
  }

  /** Until profiles exist the author's name is the client id, masked if necessary. */
  @Nullable String author() {
    String author = moderated.author();
    return author == null ? null : cut(author, MAX_AUTHOR);
  }

  Content.Shape shape() {
    return switch (inbound().content()) {
      case Content.Text text -> text.shape();
      case Content.Refused refused -> refused.shape();
    };
  }

  @Nullable String fields() {
    return moderated.fields();
  }

  String state() {
    return switch (moderated.verdict()) {
      case ACCEPTED, MASKED -> "pending";
      case HELD -> "held";
      case REJECTED -> "rejected";
    };
  }

  /** The original text when it differs from the published one; null otherwise. */
  @Nullable Original original() {
    return switch (inbound().content()) {
      case Content.Refused refused -> new Original(refused.original(), refused.encoding(), null);
      case Content.Text text -> {
        String came = text.original() == null ? text.text() : text.original();
        boolean held = moderated.verdict() == Verdict.HELD;
        yield came.equals(moderated.text())
            ? null
            : new Original(came, null, held ? text.fields() : null);
      }
    };
  }

  /** Only after seq and id were assigned. */
  StoredMessage stored() {
    String clientId = Objects.requireNonNull(inbound().clientId());
    return new StoredMessage(
        id,
        room(),
        Objects.requireNonNull(seq),
        new StoredMessage.Payload(
            Objects.requireNonNull(moderated.text()),
            shape(),
            fields(),
            inbound().eventName(),
            clientId,
            Objects.requireNonNullElse(author(), clientId),
            moderated.verdict()),
        inbound().sentAt());
  }

  /** {@code fields} are those of a held message, for a moderator's approval. */
  record Original(String data, @Nullable String encoding, @Nullable String fields) {}

  /** At most {@code most} UTF-16 units, without half a character and without lone surrogates. */
  static String cut(String text, int most) {
    int end = Math.min(text.length(), most);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return WellFormed.of(text.substring(0, end));
  }
}
