package chatrelay.moderation.compile;

import chatrelay.moderation.automaton.AutomatonBuilder;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.text.Alphabet;
import chatrelay.moderation.unicode.LocaleLetters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is matched by the automaton, in pooled arrays: one pattern per rule, a second one
 * for its reversed form. Filled by {@link PatternCompiler}, read-only afterwards.
 */
public final class Patterns {
  public static final int ANCHORED_LEFT = 1;
  public static final int ANCHORED_RIGHT = 2;
  public static final int REVERSED = 4;
  public static final int ALLOW = 8;
  static final int HAS_GAP = 16;

  /** Two letters of the pattern share a symbol's run but differ. */
  public static final int MIXED_RUN = 32;

  /** Only letters a to z, no stage switched off, no locale, banned: see {@link PlainMatches}. */
  public static final int PLAIN = 64;

  /** Letter bit: only this very digit or symbol, as often as the rule has it. */
  public static final int EXACT = 1 << 21;

  public static final int LETTER_MASK = EXACT - 1;

  private static final int RULE_BITS = 28;
  private static final int RULE_MASK = (1 << RULE_BITS) - 1;
  private static final Action[] ACTIONS = Action.values();

  public int count;

  /**
   * Four numbers per pattern, on one cache line: its first letter's place; length and runs; list,
   * locale and flags; action and rule.
   */
  private int[] records = new int[256];

  /** Letters of all rules: code point and {@link #EXACT}; 0 is a gap. */
  public int[] letters = new int[256];

  public char[] symbols = new char[256];

  /** The characters the letters came from; with their mark where one followed. */
  public int[] raws = new int[256];

  public int[] marks = new int[256];
  int used;

  public final List<@Nullable LocaleLetters> locales = new ArrayList<>();

  /** The punctuation that a rule has between two words, by the place of the gap. */
  private final Map<Integer, Integer> gapMarks = new HashMap<>();

  public int longestGaps;

  /** Whether any pattern belongs to an allow-list. */
  public boolean hasAllowed;

  Patterns() {
    locales.add(null);
  }

  /** The letter at a place of the pattern as it is matched: backwards for reversed ones. */
  public int place(int pattern, int index) {
    boolean reversed = (flags(pattern) & REVERSED) != 0;
    return start(pattern) + (reversed ? length(pattern) - 1 - index : index);
  }

  /** The punctuation that a rule has in the gap at a place of {@link #letters}; 0 for a space. */
  public int gapMark(int place) {
    return gapMarks.isEmpty() ? 0 : gapMarks.getOrDefault(place, 0);
  }

  /** Adds a gap that is written with {@code mark}, or with white space when that is 0. */
  void addGap(int mark) {
    if (mark != 0) {
      gapMarks.put(used, mark);
    }
    addLetter(0, Alphabet.GAP, 0, 0);
  }

  /** The place of the first letter of the pattern's word, whichever way it is read. */
  public int start(int pattern) {
    return records[pattern << 2];
  }

  public int length(int pattern) {
    return records[(pattern << 2) + 1] >>> 16;
  }

  /** Letters with equal symbols next to each other counted once. */
  public int runs(int pattern) {
    return records[(pattern << 2) + 1] & 0xFFFF;
  }

  /** How many letters of the pattern its first run holds. */
  public int leading(int pattern) {
    return equalSymbols(pattern, 0, 1);
  }

  /** How many letters of the pattern its last run holds. */
  public int trailing(int pattern) {
    return equalSymbols(pattern, length(pattern) - 1, -1);
  }

  private int equalSymbols(int pattern, int end, int step) {
    int length = length(pattern);
    int place = place(pattern, end);
    int placeStep = (flags(pattern) & REVERSED) != 0 ? -step : step;
    int equal = 1;
    while (equal < length && symbols[place + equal * placeStep] == symbols[place]) {
      equal++;
    }
    return equal;
  }

  public int flags(int pattern) {
    return records[(pattern << 2) + 2] & 0xFF;
  }

  public int locale(int pattern) {
    return records[(pattern << 2) + 2] >>> 8 & 0xFF;
  }

  public int list(int pattern) {
    return records[(pattern << 2) + 2] >>> 16;
  }

  public int rule(int pattern) {
    return records[(pattern << 2) + 3] & RULE_MASK;
  }

  public Action action(int pattern) {
    return ACTIONS[records[(pattern << 2) + 3] >>> RULE_BITS];
  }

  void addLetter(int letter, int symbol, int raw, int mark) {
    if (used == letters.length) {
      letters = Arrays.copyOf(letters, used * 2);
      symbols = Arrays.copyOf(symbols, used * 2);
      raws = Arrays.copyOf(raws, used * 2);
      marks = Arrays.copyOf(marks, used * 2);
    }
    letters[used] = letter;
    symbols[used] = (char) symbol;
    raws[used] = raw;
    marks[used++] = mark;
  }

  /** Adds a pattern over the letters from {@code first} to the last one added. */
  void addPattern(
      int first,
      int flag,
      int listIndex,
      int ruleIndex,
      int localeIndex,
      Action action,
      AutomatonBuilder automaton) {
    int flags = flag;
    int length = used - first;
    boolean reversed = (flag & REVERSED) != 0;
    char[] collapsed = new char[length];
    int size = 0;
    for (int i = 0; i < length; i++) {
      int place = reversed ? used - 1 - i : first + i;
      if (size == 0 || collapsed[size - 1] != symbols[place]) {
        collapsed[size++] = symbols[place];
      } else if (letters[place] != letters[reversed ? place + 1 : place - 1]) {
        flags |= MIXED_RUN;
      }
    }
    hasAllowed |= (flag & ALLOW) != 0;
    if ((flags & (HAS_GAP | ALLOW)) != 0 || localeIndex != 0) {
      flags &= ~PLAIN;
    }
    long note = LetterNote.of(letters, first, length, reversed);
    if (size < length) {
      note = size == 1 && (flags & MIXED_RUN) != 0 ? 0 : LetterNote.repeating(size);
    }
    int at = count++ << 2;
    if (at == records.length) {
      records = Arrays.copyOf(records, at * 2);
    }
    records[at] = first;
    records[at + 1] = length << 16 | size;
    records[at + 2] = listIndex << 16 | localeIndex << 8 | flags;
    records[at + 3] = List.of(ACTIONS).indexOf(action) << RULE_BITS | ruleIndex;
    automaton.add(collapsed, size, note);
  }

  void trim(boolean keepRaw) {
    records = Arrays.copyOf(records, count << 2);
    letters = Arrays.copyOf(letters, used);
    symbols = Arrays.copyOf(symbols, used);
    raws = keepRaw ? Arrays.copyOf(raws, used) : new int[0];
    marks = keepRaw ? Arrays.copyOf(marks, used) : new int[0];
  }
}
