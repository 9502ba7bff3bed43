package chatrelay.moderation.evaluation;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import java.util.ArrayList;
import java.util.List;

/**
 * One text with the words banned in it and what an ideal engine publishes.
 *
 * @param line where in the file it stands, from 1
 * @param text the text to judge
 * @param words the word list in the file's notation
 * @param expected the published text; equal to {@code text} for a clean row
 * @param clean whether nothing may be found
 * @param category the kind of disguise
 */
record EvaluationRow(
    int line, String text, String words, String expected, boolean clean, String category) {

  /**
   * Reads a tab-separated line: text, words, expected text or {@code clean}, split, category.
   *
   * <p>Escapes: {@code \n \r \t \\} and {@code \}{@code u{HEX}} for a code unit or code point.
   */
  static EvaluationRow parse(int line, String content) {
    String[] fields = content.split("\t", -1);
    if (fields.length < 5) {
      throw new IllegalArgumentException(
          "line " + line + " has " + fields.length + " columns instead of 5");
    }
    String text = unescape(fields[0]);
    boolean clean = fields[2].equals("clean");
    String expected = clean ? text : unescape(fields[2]);
    return new EvaluationRow(line, text, unescape(fields[1]), expected, clean, fields[4].strip());
  }

  /**
   * The words as a list: {@code cat} a whole word, {@code cat*}, {@code *cat}, {@code *cat*},
   * {@code !cat} allowed, {@code @xx} the locale; separated by semicolons.
   */
  static WordList list(String words) {
    List<Rule> rules = new ArrayList<>();
    List<Rule> allowed = new ArrayList<>();
    String locale = "";
    for (String word : words.split(";", -1)) {
      if (word.startsWith("@") && word.length() > 1) {
        locale = word.substring(1);
      } else if (word.startsWith("!") && word.length() > 1) {
        allowed.add(rule(word.substring(1)));
      } else if (!word.isBlank()) {
        rules.add(rule(word));
      }
    }
    return WordList.of("evaluation", locale, rules, allowed, Folding.ALL);
  }

  private static Rule rule(String word) {
    boolean left = word.startsWith("*") && word.length() > 1;
    boolean right = word.endsWith("*") && word.length() > (left ? 2 : 1);
    String text = word.substring(left ? 1 : 0, word.length() - (right ? 1 : 0));
    MatchMode mode = text.contains(" ") ? MatchMode.PHRASE : MatchMode.WORD;
    if (left) {
      mode = right ? MatchMode.ANYWHERE : MatchMode.SUFFIX;
    } else if (right) {
      mode = MatchMode.PREFIX;
    }
    return Rule.of(text, mode, Action.MASK, "");
  }

  private static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < field.length()) {
      char unit = field.charAt(at);
      if (unit != '\\' || at + 1 == field.length()) {
        plain.append(unit);
        at++;
        continue;
      }
      char kind = field.charAt(at + 1);
      int close = kind == 'u' ? field.indexOf('}', at) : at + 1;
      switch (kind) {
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'u' -> plain.appendCodePoint(Integer.parseInt(field.substring(at + 3, close), 16));
        default -> plain.append(kind);
      }
      at = close + 1;
    }
    return plain.toString();
  }
}
