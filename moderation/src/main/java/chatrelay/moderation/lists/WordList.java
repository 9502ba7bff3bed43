package chatrelay.moderation.lists;

import java.util.List;
import java.util.Set;

/**
 * An immutable version of a named word list.
 *
 * @param name the list's name, for hits and reports
 * @param version the version that hits name; a new content needs a new version
 * @param locale language tag that decides which letters stay apart ({@code tr}, {@code es}); empty
 *     for none
 * @param rules what is banned, at most {@value #MAX_RULES}
 * @param allowed entries whose matches outweigh every banned match they cover completely; their
 *     action is ignored; they match through every disguise but repeated letters and separators
 * @param folding the disguises the list sees through
 */
public record WordList(
    String name,
    String version,
    String locale,
    List<Rule> rules,
    List<Rule> allowed,
    Set<Folding> folding) {
  /** Most rules in one list. */
  public static final int MAX_RULES = 100_000;

  public WordList {
    rules = List.copyOf(rules);
    allowed = List.copyOf(allowed);
    folding = Set.copyOf(folding);
    if (name.isBlank() || version.isBlank()) {
      throw new IllegalArgumentException("a word list needs a name and a version");
    }
    if (rules.size() > MAX_RULES || allowed.size() > MAX_RULES) {
      throw new IllegalArgumentException("a word list has at most " + MAX_RULES + " rules");
    }
  }

  /**
   * A list with every folding stage on and no locale, whose version is {@code sha256:} and twelve
   * digits of its content.
   */
  public static WordList of(String name, List<Rule> rules, List<Rule> allowed) {
    return of(name, "", rules, allowed, Folding.ALL);
  }

  /** As the shorter form, with a locale and the folding stages given. */
  public static WordList of(
      String name, String locale, List<Rule> rules, List<Rule> allowed, Set<Folding> folding) {
    String version =
        "sha256:" + contentFingerprint(locale, rules, allowed, folding).substring(0, 12);
    return new WordList(name, version, locale, rules, allowed, folding);
  }

  /** SHA-256 over locale, rules, allow-list and stages: equal for equal content, whatever name. */
  public String fingerprint() {
    return contentFingerprint(locale, rules, allowed, folding);
  }

  private static String contentFingerprint(
      String locale, List<Rule> rules, List<Rule> allowed, Set<Folding> folding) {
    StringBuilder content = new StringBuilder(locale).append('\n');
    for (Folding stage : Folding.values()) {
      content.append(folding.contains(stage) ? '+' : '-');
    }
    rules.forEach(rule -> append(content.append("\nban"), rule));
    allowed.forEach(rule -> append(content.append("\nallow"), rule));
    return Fingerprint.of(content.toString());
  }

  private static void append(StringBuilder content, Rule rule) {
    for (String part :
        List.of(rule.id(), rule.mode().name(), rule.action().name(), rule.locale(), rule.text())) {
      content.append('\t').append(part.length()).append(':').append(part);
    }
  }
}
