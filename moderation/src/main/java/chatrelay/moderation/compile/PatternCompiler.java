package chatrelay.moderation.compile;

import static chatrelay.moderation.unicode.CharacterFacts.DIGIT;
import static chatrelay.moderation.unicode.CharacterFacts.LETTER;
import static chatrelay.moderation.unicode.CharacterFacts.SPACE;
import static chatrelay.moderation.unicode.CharacterFacts.kind;

import chatrelay.moderation.automaton.AutomatonBuilder;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.lists.MatchMode;
import chatrelay.moderation.lists.Rule;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.text.Alphabet;
import chatrelay.moderation.text.Elements;
import chatrelay.moderation.unicode.LocaleLetters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the rules of word lists into patterns and their automaton. One use, one thread. */
public final class PatternCompiler {
  /** Shortest word that is also looked for backwards: shorter ones are other words (dog, live). */
  private static final int SHORTEST_REVERSED = 5;

  public final Alphabet alphabet = new Alphabet();
  public final Patterns patterns = new Patterns();
  public final AutomatonBuilder automaton = new AutomatonBuilder();
  private final Elements elements = new Elements(alphabet);
  private boolean needsRaw;
  private boolean plainList;

  public void add(int listIndex, WordList list) {
    plainList = list.folding().containsAll(Folding.ALL);
    needsRaw |= !plainList;
    boolean reversed = list.folding().contains(Folding.REVERSED);
    List<Rule> rules = list.rules();
    for (int i = 0; i < rules.size(); i++) {
      add(listIndex, i, list.locale(), rules.get(i), false, reversed);
    }
    List<Rule> allowed = list.allowed();
    for (int i = 0; i < allowed.size(); i++) {
      add(listIndex, i, list.locale(), allowed.get(i), true, false);
    }
  }

  public void finish() {
    patterns.trim(needsRaw || patterns.locales.size() > 1);
  }

  private void add(
      int listIndex, int ruleIndex, String listLocale, Rule rule, boolean allow, boolean reversed) {
    if (rule.mode() == MatchMode.REGEX) {
      return;
    }
    int first = patterns.used;
    int gaps = addLetters(rule.text());
    int letters = patterns.used - first - gaps;
    if (letters == 0) {
      return;
    }
    int flags = (allow ? Patterns.ALLOW : 0) | (gaps > 0 ? Patterns.HAS_GAP : 0);
    boolean left = rule.mode() != MatchMode.SUFFIX && rule.mode() != MatchMode.ANYWHERE;
    boolean right = rule.mode() != MatchMode.PREFIX && rule.mode() != MatchMode.ANYWHERE;
    flags |= (left ? Patterns.ANCHORED_LEFT : 0) | (right ? Patterns.ANCHORED_RIGHT : 0);
    flags |= isPlain(first) && plainList ? Patterns.PLAIN : 0;
    patterns.longestGaps = Math.max(patterns.longestGaps, gaps);
    int locale = localeIndex(rule.locale().isEmpty() ? listLocale : rule.locale());
    patterns.addPattern(first, flags, listIndex, ruleIndex, locale, rule.action(), automaton);
    if (reversed && letters >= SHORTEST_REVERSED && !isPalindrome(first)) {
      int turned = flags & ~(Patterns.ANCHORED_LEFT | Patterns.ANCHORED_RIGHT);
      turned |= (left ? Patterns.ANCHORED_RIGHT : 0) | (right ? Patterns.ANCHORED_LEFT : 0);
      patterns.addPattern(
          first,
          turned | Patterns.REVERSED,
          listIndex,
          ruleIndex,
          locale,
          rule.action(),
          automaton);
    }
  }

  private boolean isPlain(int first) {
    for (int at = first; at < patterns.used; at++) {
      if (patterns.letters[at] < 'a' || patterns.letters[at] > 'z') {
        return false;
      }
    }
    return true;
  }

  private boolean isPalindrome(int first) {
    for (int low = first, high = patterns.used - 1; low < high; low++, high--) {
      if (patterns.symbols[low] != patterns.symbols[high]) {
        return false;
      }
    }
    return true;
  }

  /** Appends the letters of a rule text, gaps between them as zeros, and returns how many gaps. */
  private int addLetters(String text) {
    char[] characters = text.toCharArray();
    elements.read(characters, 0, characters.length);
    boolean wordless = isWordless();
    int gaps = 0;
    boolean pendingGap = false;
    int gapMark = 0;
    int first = patterns.used;
    for (int at = 0; at < elements.count; at++) {
      int kind = kind(elements.facts[at]);
      boolean letter = kind == LETTER || kind == DIGIT || elements.symbol[at] != Alphabet.GAP;
      if (!letter && !(wordless && kind != SPACE)) {
        int mark = pendingGap && gapMark == 0 ? 0 : elements.raw[at];
        gapMark = kind == SPACE ? 0 : mark;
        pendingGap = patterns.used > first;
        continue;
      }
      if (pendingGap) {
        patterns.addGap(gapMark);
        gaps++;
        pendingGap = false;
      }
      int literal = elements.letter[at];
      int look = elements.symbol[at] > Alphabet.OTHER ? elements.symbol[at] : 0;
      int symbol = look != 0 ? look : alphabet.assign(elements.facts[at], 0, literal);
      int exact = kind == LETTER ? 0 : Patterns.EXACT;
      patterns.addLetter(literal | exact, symbol, elements.raw[at], elements.firstMark[at]);
    }
    return gaps;
  }

  private boolean isWordless() {
    for (int at = 0; at < elements.count; at++) {
      int kind = kind(elements.facts[at]);
      if (kind == LETTER || kind == DIGIT || elements.symbol[at] != Alphabet.GAP) {
        return false;
      }
    }
    return true;
  }

  private int localeIndex(String tag) {
    @Nullable LocaleLetters letters = LocaleLetters.of(tag);
    int known = patterns.locales.indexOf(letters);
    if (known >= 0) {
      return known;
    }
    patterns.locales.add(letters);
    return patterns.locales.size() - 1;
  }

  /**
   * What is left of a rule text after folding: equal for rules that match the same texts, gaps as
   * spaces. For compilers that are used for nothing else.
   */
  public String folded(String text) {
    patterns.used = 0;
    addLetters(text);
    StringBuilder folded = new StringBuilder();
    for (int at = 0; at < patterns.used; at++) {
      int letter = patterns.letters[at] & Patterns.LETTER_MASK;
      folded.appendCodePoint(letter == 0 ? ' ' : letter);
    }
    return folded.toString();
  }
}
