package chatrelay.worker.inbound;

import java.util.Locale;

/** Why a message can't be published; its author receives {@link #code()}. */
public enum RejectionReason {
  /** The data is neither a text nor an object with a text. */
  SHAPE,
  /** The data is binary. */
  BINARY,
  /** The encoding is unknown or does not fit the data. */
  UNDECODABLE,
  /** The text has no visible character. */
  EMPTY,
  /** Over 4,000 code points or 16 KiB. */
  TOO_LONG,
  /** Sent without a client id, so there is no author. */
  ANONYMOUS,
  /** Changes an earlier message or appends to it. */
  EDIT,
  /** Deletes an earlier message. */
  DELETION,
  /** A rule of a word list rejects it. */
  BLOCKED,
  /** Together with the author's last messages it spells a banned word. */
  SPLIT_WORD,
  /** Moderation could not judge it. */
  UNJUDGED;

  /** In lower case, as stored and sent. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
