package chatrelay.worker.moderate;

import chatrelay.moderation.Verdict;
import chatrelay.worker.inbound.InboundMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A judged message.
 *
 * <p>{@code text} and {@code fields} (a JSON object) are the publishable content, null when there
 * is none, as of a rejected or held message; {@code author} is the display name, masked if
 * necessary, null for an anonymous sender; {@code reason} is a code for rejected and held messages,
 * null for the others; {@code listVersion} is null when no list judged it because its shape was
 * refused already.
 */
public record ModeratedMessage(
    InboundMessage inbound,
    Verdict verdict,
    @Nullable String text,
    @Nullable String fields,
    @Nullable String author,
    @Nullable String reason,
    List<LocatedHit> hits,
    @Nullable String listVersion) {
  /** Whether it gets a seq and is published to readers. */
  public boolean isPublishable() {
    return text != null;
  }

  /** Never the text. */
  @Override
  public String toString() {
    return "ModeratedMessage[" + inbound + " " + verdict + "]";
  }
}
