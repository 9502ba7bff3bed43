package chatrelay.worker.inbound;

import java.util.Locale;

/** Why a message can't be published whatever it says; told to its author as {@link #code()}. */
public enum RejectionReason {
  /** The data is neither a text nor an object with a text. */
  SHAPE,
  /** The data is binary. */
  BINARY,
  /** The encoding is unknown or does not fit the data. */
  UNDECODABLE,
  /** Nothing visible is left of the text. */
  EMPTY,
  /** Over 4,000 code points or 16 KiB. */
  TOO_LONG,
  /** Sent without a client id, so there is no author. */
  ANONYMOUS,
  /** Changes an earlier message or appends to it. */
  EDIT,
  /** Deletes an earlier message. */
  DELETION,
  /** A rule asks for it. */
  BLOCKED,
  /** Together with the author's last messages it spells what a rule asks to stop. */
  SPLIT_WORD,
  /** The moderation could not judge it. */
  UNJUDGED;

  /** In lower case, as stored and told. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
