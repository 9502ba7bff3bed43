package chatrelay.moderation.files;

import chatrelay.moderation.compile.PatternCompiler;
import chatrelay.moderation.compile.RegexRules;
import chatrelay.moderation.lists.BadListException;
import chatrelay.moderation.lists.BadListException.Problem;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.unicode.LocaleLetters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and writes word lists as UTF-8 text.
 *
 * <p>Plain form: one entry per line; {@code cat} is a whole word, {@code cat*} a prefix, {@code
 * *cat} a suffix, {@code *cat*} anywhere, {@code two words} a phrase, {@code !cat} an allow-list
 * entry; empty lines and lines that start with {@code #} are skipped. CSV form: the first line is
 * {@code word,mode,action,locale}; the columns after the word may be left out; mode is one of
 * {@link MatchMode} or {@code allow}. A file that breaks a rule is refused as a whole, each reason
 * with its line number.
 */
public final class WordListFile {
  /** The first line of the CSV form. */
  public static final String CSV_HEADER = "word,mode,action,locale";

  /** Largest file in bytes. */
  public static final int MAX_BYTES = 16 << 20;

  private final String name;
  private final List<Rule> rules = new ArrayList<>();
  private final List<Rule> allowed = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final PatternCompiler folder = new PatternCompiler();
  private final Map<String, Integer> seen = new HashMap<>();
  private int regexes;

  private WordListFile(String name) {
    this.name = name;
  }

  /**
   * Reads a whole file; the list's version is derived from its content.
   *
   * @param name the list's name, and what a refusal calls the file
   * @throws BadListException when anything in the file can't be used
   */
  public static WordList parse(String name, byte[] content) {
    if (content.length > MAX_BYTES) {
      throw refusal(name, 0, "the file is larger than " + MAX_BYTES + " bytes; split the list");
    }
    return new WordListFile(name).read(decode(name, content));
  }

  /**
   * Checks the language tag of a list or rule: its language must be one whose letters are known.
   *
   * @throws IllegalArgumentException for any other tag, naming the supported languages
   */
  public static void checkLocale(String tag) {
    if (!tag.matches("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")) {
      throw new IllegalArgumentException("has no language tag such as tr or pt-BR as locale");
    }
    if (!LocaleLetters.isSupported(tag)) {
      throw new IllegalArgumentException(
          "has a locale whose letters are unknown; leave it out or use one of "
              + String.join(", ", LocaleLetters.languages()));
    }
  }

  /** The list that is used when the operator names none: two harmless words. */
  public static WordList defaultWords() {
    try (var resource = WordListFile.class.getResourceAsStream("default-words.txt")) {
      if (resource == null) {
        throw new IllegalStateException("default-words.txt is missing from the jar");
      }
      return parse("default", resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the CSV form, which {@link #parse} reads back to the same rules. */
  public static String write(WordList list) {
    StringBuilder csv = new StringBuilder(CSV_HEADER).append('\n');
    list.rules().forEach(rule -> writeLine(csv, rule, rule.mode().name()));
    list.allowed().forEach(rule -> writeLine(csv, rule, allowMode(rule.mode())));
    return csv.toString();
  }

  private static String allowMode(MatchMode mode) {
    return mode == MatchMode.WORD ? "allow" : "allow-" + mode.name();
  }

  private static void writeLine(StringBuilder csv, Rule rule, String mode) {
    csv.append(CsvLine.quote(rule.text())).append(',');
    csv.append(mode.toLowerCase(Locale.ROOT)).append(',');
    csv.append(rule.action().name().toLowerCase(Locale.ROOT)).append(',');
    csv.append(CsvLine.quote(rule.locale())).append('\n');
  }

  private static String decode(String name, byte[] content) {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.wrap(content);
    CharBuffer text = CharBuffer.allocate(content.length);
    var result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < bytes.position(); i++) {
        line += content[i] == '\n' ? 1 : 0;
      }
      throw refusal(name, line, "not valid UTF-8; save the file as UTF-8");
    }
    return text.flip().toString();
  }

  private static BadListException refusal(String name, int line, String message) {
    return new BadListException(name, List.of(new Problem(line, message)));
  }

  private WordList read(String text) {
    if (text.startsWith("\uFEFF")) {
      throw refusal(name, 1, "starts with a byte order mark; save as UTF-8 without one");
    }
    String[] lines = text.split("\r\n|\n|\r", -1);
    boolean csv = lines[0].strip().equalsIgnoreCase(CSV_HEADER);
    for (int i = csv ? 1 : 0; i < lines.length; i++) {
      if (rules.size() > WordList.MAX_RULES || allowed.size() > WordList.MAX_RULES) {
        throw refusal(name, i, "more than " + WordList.MAX_RULES + " entries; split the list");
      }
      readLine(i + 1, lines[i], csv);
    }
    if (rules.isEmpty() && problems.isEmpty()) {
      problems.add(new Problem(0, "no word in it; add one word per line"));
    }
    if (!problems.isEmpty()) {
      throw new BadListException(name, problems);
    }
    return WordList.of(name, rules, allowed);
  }

  private void readLine(int number, String line, boolean csv) {
    if (line.isBlank() || (!csv && line.startsWith("#"))) {
      return;
    }
    try {
      Entry entry = csv ? Entry.ofCsv(line) : Entry.ofPlain(line);
      entry.validate(folder);
      Integer twin = seen.putIfAbsent(entry.key(folder), number);
      if (twin != null) {
        throw new IllegalArgumentException("says the same as line " + twin + "; remove one");
      }
      regexes += entry.rule().mode() == MatchMode.REGEX ? 1 : 0;
      if (regexes > RegexRules.MAX_PER_LIST) {
        throw new IllegalArgumentException(
            "is one regular expression more than the "
                + RegexRules.MAX_PER_LIST
                + " a list may have; remove it");
      }
      (entry.allow() ? allowed : rules).add(entry.rule());
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(number, String.valueOf(e.getMessage())));
    }
  }
}
