package chatrelay.moderation.lists;

/** Where in a word a rule may match. Word boundaries follow the script, see {@link Rule}. */
public enum MatchMode {
  /** The whole word only; the default. */
  WORD,
  /** At the start of a word: {@code cat*}. */
  PREFIX,
  /** At the end of a word: {@code *cat}. */
  SUFFIX,
  /** Anywhere: {@code *cat*}. */
  ANYWHERE,
  /** Several words in a row, whatever stands between them: {@code kill yourself}. */
  PHRASE,
  /** A regular expression in RE2 syntax, run by a linear-time engine on the raw text. */
  REGEX
}
