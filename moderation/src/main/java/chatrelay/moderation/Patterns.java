package chatrelay.moderation;

import chatrelay.moderation.automaton.AutomatonBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is matched by the automaton, in pooled arrays: one pattern per rule, a second one
 * for its reversed form. Filled by {@link PatternCompiler}, read-only afterwards.
 */
final class Patterns {
  static final int ANCHORED_LEFT = 1;
  static final int ANCHORED_RIGHT = 2;
  static final int REVERSED = 4;
  static final int ALLOW = 8;
  static final int HAS_GAP = 16;

  /** Two letters of the pattern share a symbol's run but differ. */
  static final int MIXED_RUN = 32;

  /** Only letters a to z, no stage switched off, no locale, banned: see {@link PlainMatches}. */
  static final int PLAIN = 64;

  /** Letter bit: only this very digit or symbol, as often as the rule has it. */
  static final int EXACT = 1 << 21;

  static final int LETTER_MASK = EXACT - 1;

  int count;
  int[] start = new int[64];
  short[] length = new short[64];
  short[] runs = new short[64];
  byte[] flags = new byte[64];
  short[] list = new short[64];
  int[] rule = new int[64];
  byte[] locale = new byte[64];

  /** Letters of all rules: code point and {@link #EXACT}; 0 is a gap. */
  int[] letters = new int[256];

  char[] symbols = new char[256];

  /** The characters the letters came from; with their mark where one followed. */
  int[] raws = new int[256];

  int[] marks = new int[256];
  int used;

  final List<@Nullable LocaleLetters> locales = new ArrayList<>();
  int longestGaps;

  /** Whether any pattern belongs to an allow-list. */
  boolean hasAllowed;

  Patterns() {
    locales.add(null);
  }

  /** The letter at a place of the pattern as it is matched: backwards for reversed ones. */
  int place(int pattern, int index) {
    boolean reversed = (flags[pattern] & REVERSED) != 0;
    return start[pattern] + (reversed ? length[pattern] - 1 - index : index);
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
      AutomatonBuilder automaton) {
    if (count == start.length) {
      grow();
    }
    int at = count++;
    start[at] = first;
    length[at] = (short) (used - first);
    list[at] = (short) listIndex;
    rule[at] = ruleIndex;
    locale[at] = (byte) localeIndex;
    flags[at] = (byte) flag;
    char[] collapsed = new char[length[at]];
    int size = 0;
    for (int i = 0; i < length[at]; i++) {
      int place = place(at, i);
      if (size == 0 || collapsed[size - 1] != symbols[place]) {
        collapsed[size++] = symbols[place];
      } else if (letters[place] != letters[place(at, i - 1)]) {
        flags[at] |= MIXED_RUN;
      }
    }
    runs[at] = (short) size;
    hasAllowed |= (flag & ALLOW) != 0;
    if ((flags[at] & (HAS_GAP | ALLOW)) != 0 || localeIndex != 0) {
      flags[at] &= ~PLAIN;
    }
    automaton.add(collapsed, size);
  }

  void trim(boolean keepRaw) {
    start = Arrays.copyOf(start, count);
    length = Arrays.copyOf(length, count);
    runs = Arrays.copyOf(runs, count);
    flags = Arrays.copyOf(flags, count);
    list = Arrays.copyOf(list, count);
    rule = Arrays.copyOf(rule, count);
    locale = Arrays.copyOf(locale, count);
    letters = Arrays.copyOf(letters, used);
    symbols = Arrays.copyOf(symbols, used);
    raws = keepRaw ? Arrays.copyOf(raws, used) : new int[0];
    marks = keepRaw ? Arrays.copyOf(marks, used) : new int[0];
  }

  private void grow() {
    start = Arrays.copyOf(start, count * 2);
    length = Arrays.copyOf(length, count * 2);
    runs = Arrays.copyOf(runs, count * 2);
    flags = Arrays.copyOf(flags, count * 2);
    list = Arrays.copyOf(list, count * 2);
    rule = Arrays.copyOf(rule, count * 2);
    locale = Arrays.copyOf(locale, count * 2);
  }
}
