package chatrelay.schema;

import java.util.Locale;

/** What happens to a message that moderation can't judge (fault, time limit). */
public enum FailPolicy {
  /** It is rejected: the default. */
  CLOSED,
  /** It waits for a moderator. */
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
