package chatrelay.schema;

import java.util.Locale;

/** The fate of a message that moderation can't judge (fault, work limit). */
public enum FailPolicy {
  /** It is rejected: the default. */
  CLOSED,
  /** Held for a moderator. */
  HOLD,
  /** It is published unmoderated. */
  OPEN;

  /** The form in the database. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static FailPolicy ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
