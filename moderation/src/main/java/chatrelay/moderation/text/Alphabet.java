package chatrelay.moderation.text;

import static chatrelay.moderation.unicode.CharacterFacts.DIGIT;
import static chatrelay.moderation.unicode.CharacterFacts.LETTER;
import static chatrelay.moderation.unicode.CharacterFacts.SEPARATOR;
import static chatrelay.moderation.unicode.CharacterFacts.kind;
import static chatrelay.moderation.unicode.CharacterFacts.lookAlike;

import chatrelay.moderation.unicode.CharacterTable;
import java.util.Arrays;

/**
 * Maps folded characters to the automaton's symbols.
 *
 * <p>Latin letters and everything that may pass for them have fixed symbols; {@code i} and {@code
 * l} share one, because 1, | and I stand for both. Other characters get a symbol only when a rule
 * uses them. Filled while rules are compiled, read-only afterwards.
 */
public final class Alphabet {
  /** What separates words. */
  public static final int GAP = 0;

  /** A letter that occurs in no rule. */
  public static final int OTHER = 1;

  private static final int FIRST_FREE = 27;

  private int[] keys = new int[64];
  private char[] values = new char[64];
  private int size;

  /** The symbol of Latin letter 1 (a) to 26 (z). */
  public static int latin(int letter) {
    if (letter == 12) {
      return 10;
    }
    return letter < 12 ? letter + 1 : letter;
  }

  /** The symbol of a character in a text, by its facts and the letter it folds to. */
  public int symbol(int facts, int look, int literal) {
    if (look != 0) {
      return latin(look);
    }
    int kind = kind(facts);
    if (kind == DIGIT && literal < 128) {
      return latin(lookAlike(CharacterTable.folds(literal)));
    }
    int found = size == 0 ? 0 : values[slot(literal)];
    if (found != 0) {
      return found;
    }
    return kind == LETTER || kind == DIGIT ? OTHER : GAP;
  }

  /** As {@link #symbol}, giving the character a symbol if it has none. */
  public int assign(int facts, int look, int literal) {
    int symbol = symbol(facts, look, literal);
    if (symbol != OTHER && (symbol != GAP || kind(facts) != SEPARATOR)) {
      return symbol;
    }
    if (size * 2 >= keys.length) {
      grow();
    }
    int slot = slot(literal);
    keys[slot] = literal;
    values[slot] = (char) (FIRST_FREE + size++);
    return values[slot];
  }

  /** True for an apostrophe and for the marks that are typed in its place. */
  public static boolean isApostrophe(int codePoint) {
    return switch (codePoint) {
      case '\'', '`', 0xB4, 0x2B9, 0x2BC, 0x2018, 0x2019, 0x201B, 0x2032, 0xFF07 -> true;
      default -> false;
    };
  }

  /** True when the separator has been given a symbol because a rule consists of it. */
  boolean knows(int literal) {
    return size > 0 && values[slot(literal)] != 0;
  }

  private int slot(int key) {
    int slot = ((key * 0x9E3779B9) >>> 7) & (keys.length - 1);
    while (values[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    int[] oldKeys = keys;
    char[] oldValues = values;
    keys = new int[oldKeys.length * 2];
    values = new char[keys.length];
    Arrays.fill(keys, 0);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
