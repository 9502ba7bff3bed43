package chatrelay.moderation.lists;

import static java.util.Objects.requireNonNull;

/**
 * One entry of a word list.
 *
 * <p>A word boundary is a place next to which stands no letter, mark or digit; in Han, kana, Thai,
 * Lao, Khmer and Myanmar writing every place is one. The underscore and the hyphen are boundaries.
 *
 * @param id names the rule in hits and reports; unique in its list, 1 to 64 characters
 * @param text the word, phrase or regular expression, 1 to {@value #MAX_TEXT} UTF-16 units
 * @param mode where it may match
 * @param action what a match asks for
 * @param locale language tag whose own letters stay apart from their base letters (ñ in {@code
 *     es}); empty for the list's
 */
public record Rule(String id, String text, MatchMode mode, Action action, String locale) {
  /** Longest rule text in UTF-16 units. */
  public static final int MAX_TEXT = 260;

  public Rule {
    requireNonNull(mode);
    requireNonNull(action);
    requireNonNull(locale);
    if (id.isEmpty() || id.length() > 64) {
      throw new IllegalArgumentException("a rule id has 1 to 64 characters");
    }
    if (text.isEmpty() || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("a rule text has 1 to " + MAX_TEXT + " characters");
    }
  }

  /** A whole-word masking rule in the list's locale whose id is derived from its content. */
  public static Rule word(String text) {
    return of(text, MatchMode.WORD, Action.MASK, "");
  }

  /** A rule whose id is derived from its content, so that it survives reordering and re-import. */
  public static Rule of(String text, MatchMode mode, Action action, String locale) {
    String content = mode + "\n" + locale + "\n" + text;
    return new Rule(Fingerprint.of(content).substring(0, 12), text, mode, action, locale);
  }
}
