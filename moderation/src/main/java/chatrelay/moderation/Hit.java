package chatrelay.moderation;

import chatrelay.moderation.lists.Action;

/**
 * One match of one rule.
 *
 * @param rule the rule's id
 * @param list the name of the rule's list
 * @param listVersion the version of that list
 * @param action what the rule asks for
 * @param start first UTF-16 unit of the match in the judged text; always a grapheme's start
 * @param end one past the last UTF-16 unit; always a grapheme's end
 * @param startCodePoint {@code start} counted in code points, for databases
 * @param endCodePoint {@code end} counted in code points
 * @param matched the text between, cut to {@value #MAX_MATCHED} units; may be private, never log it
 */
public record Hit(
    String rule,
    String list,
    String listVersion,
    Action action,
    int start,
    int end,
    int startCodePoint,
    int endCodePoint,
    String matched) {
  /** Longest {@code matched} in UTF-16 units. */
  public static final int MAX_MATCHED = 256;
}
