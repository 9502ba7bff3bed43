package chatrelay.moderation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Judges texts against a fixed set of word lists.
 *
 * <p>Immutable and safe for any number of threads; a reload builds a new engine and swaps the
 * reference, so that one message never meets a mix of two versions. Never throws on a text.
 */
public final class ModerationEngine {
  /** Stands for every masked grapheme unless another character is asked for. */
  public static final char DEFAULT_MASK = '*';

  private final List<WordList> lists;
  private final char mask;
  private final String listVersion;

  private ModerationEngine(List<WordList> lists, char mask) {
    this.lists = lists;
    this.mask = mask;
    this.listVersion =
        lists.stream()
            .map(list -> list.name() + "@" + list.version())
            .collect(Collectors.joining(","));
  }

  /**
   * An engine for all the given lists together.
   *
   * @throws BadListException when a rule can't be compiled
   */
  public static ModerationEngine compile(List<WordList> lists) {
    return compile(lists, DEFAULT_MASK);
  }

  /** As {@link #compile(List)}, with the character that replaces a masked grapheme. */
  public static ModerationEngine compile(List<WordList> lists, char mask) {
    return new ModerationEngine(List.copyOf(lists), mask);
  }

  /** {@code name@version} of every list, joined by commas in the order given. */
  public String listVersion() {
    return listVersion;
  }

  /** Judges one text of any length and content, lone surrogates included. */
  public Judgement judge(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    if (folded.length() != text.length()) {
      folded = text;
    }
    List<Hit> hits = new ArrayList<>();
    StringBuilder masked = new StringBuilder(text);
    for (WordList list : lists) {
      for (Rule rule : list.rules()) {
        collect(text, folded, list, rule, hits, masked);
      }
    }
    Verdict verdict =
        hits.stream()
            .map(Hit::action)
            .max(Action::compareTo)
            .map(Action::verdict)
            .orElse(Verdict.ACCEPTED);
    return new Judgement(verdict, hits.isEmpty() ? text : masked.toString(), hits, listVersion);
  }

  private void collect(
      String text, String folded, WordList list, Rule rule, List<Hit> hits, StringBuilder masked) {
    String word = rule.text().toLowerCase(Locale.ROOT);
    for (int start = folded.indexOf(word); start >= 0; start = folded.indexOf(word, start + 1)) {
      int end = start + word.length();
      boolean leftFree = rule.mode() == MatchMode.ANYWHERE || rule.mode() == MatchMode.SUFFIX;
      boolean rightFree = rule.mode() == MatchMode.ANYWHERE || rule.mode() == MatchMode.PREFIX;
      if ((leftFree || start == 0 || !Character.isLetterOrDigit(folded.charAt(start - 1)))
          && (rightFree
              || end == text.length()
              || !Character.isLetterOrDigit(folded.charAt(end)))) {
        hits.add(
            new Hit(
                rule.id(),
                list.name(),
                list.version(),
                rule.action(),
                start,
                end,
                text.codePointCount(0, start),
                text.codePointCount(0, end),
                text.substring(start, end)));
        for (int i = start; rule.action().masks() && i < end; i++) {
          masked.setCharAt(i, mask);
        }
      }
    }
  }
}
