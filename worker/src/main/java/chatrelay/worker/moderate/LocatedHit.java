package chatrelay.worker.moderate;

import chatrelay.moderation.Hit;

/**
 * A hit and the part of the message that holds it; its offsets count in that part.
 *
 * @param part {@link #TEXT}, {@link #AUTHOR}, {@link #SPLIT} or the name of a field of the data
 */
public record LocatedHit(String part, Hit hit) {
  /** The text. */
  public static final String TEXT = "text";

  /** The author's display name. */
  public static final String AUTHOR = "author";

  /** The last messages of the author, put together. */
  public static final String SPLIT = "split";
}
