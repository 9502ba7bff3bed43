package chatrelay.moderation.files;

import chatrelay.moderation.compile.PatternCompiler;
import chatrelay.moderation.compile.RegexRules;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.unicode.LocaleLetters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One line of a word list file: a rule, and whether it bans or allows. */
record Entry(Rule rule, boolean allow) {
  private static final int MAX_LETTERS = 100;

  /** Reads the plain form. The message of a refusal never repeats the word. */
  static Entry ofPlain(String line) {
    String word = line.strip();
    boolean allow = word.startsWith("!") && word.length() > 1;
    if (allow) {
      word = word.substring(1).strip();
    }
    boolean left = word.length() > 1 && word.startsWith("*");
    boolean right = word.length() > 1 + (left ? 1 : 0) && word.endsWith("*");
    word = word.substring(left ? 1 : 0, word.length() - (right ? 1 : 0));
    MatchMode mode = left ? MatchMode.SUFFIX : MatchMode.WORD;
    if (right) {
      mode = left ? MatchMode.ANYWHERE : MatchMode.PREFIX;
    }
    return of(word, mode, Action.MASK, "", allow);
  }

  /** Reads one record of the CSV form. */
  static Entry ofCsv(String line) {
    List<String> fields = CsvLine.split(line);
    if (fields.size() > 4) {
      throw new IllegalArgumentException(
          "has " + fields.size() + " columns instead of " + WordListFile.CSV_HEADER);
    }
    String mode = field(fields, 1, "word");
    boolean allow = mode.startsWith("allow");
    if (allow) {
      mode = mode.equals("allow") ? "word" : mode.substring("allow-".length());
    }
    Action action = constant(Action.class, "action", field(fields, 2, "mask"));
    String locale = fields.size() > 3 ? fields.get(3).strip() : "";
    return of(
        fields.getFirst().strip(), constant(MatchMode.class, "mode", mode), action, locale, allow);
  }

  private static Entry of(
      String word, MatchMode mode, Action action, String locale, boolean allow) {
    if (word.isBlank()) {
      throw new IllegalArgumentException("has no word");
    }
    if (word.length() > Rule.MAX_TEXT) {
      throw new IllegalArgumentException(
          "is longer than " + Rule.MAX_TEXT + " characters; shorten it");
    }
    if (!locale.isEmpty()) {
      WordListFile.checkLocale(locale);
    }
    MatchMode effective = mode == MatchMode.WORD && word.contains(" ") ? MatchMode.PHRASE : mode;
    return new Entry(Rule.of(word, effective, action, locale), allow);
  }

  private static String field(List<String> fields, int index, String fallback) {
    String value = index < fields.size() ? fields.get(index).strip() : "";
    return value.isEmpty() ? fallback : value.toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String column, String value) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "has an unknown "
            + column
            + "; use one of "
            + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
  }

  /** Checks what only the engine knows: that there is something to match, within the budgets. */
  void validate(PatternCompiler folder) {
    if (rule.mode() == MatchMode.REGEX) {
      if (allow) {
        throw new IllegalArgumentException("allows a regular expression; allow words instead");
      }
      RegexRules.compile(rule.text(), true);
      return;
    }
    String folded = folder.folded(rule.text());
    long visible = folded.codePoints().filter(letter -> letter != ' ').count();
    if (visible == 0) {
      throw new IllegalArgumentException("has nothing visible in it; nothing would match");
    }
    if (visible > MAX_LETTERS) {
      throw new IllegalArgumentException("has more than " + MAX_LETTERS + " letters; shorten it");
    }
    boolean open = rule.mode() != MatchMode.WORD && rule.mode() != MatchMode.PHRASE;
    if (open && !allow && visible < 2 && rule.text().codePointAt(0) < 0x2000) {
      throw new IllegalArgumentException(
          "has one letter and no word boundary; it would match nearly every message");
    }
  }

  /** Equal for two entries that would match the same texts in the same way. */
  String key(PatternCompiler folder) {
    String text = rule.text();
    if (LocaleLetters.of(rule.locale()) != null) {
      text = text.toLowerCase(Locale.ROOT);
    } else if (rule.mode() != MatchMode.REGEX) {
      text = folder.folded(text);
    }
    return allow + " " + rule.mode() + " " + rule.locale() + " " + text;
  }
}
