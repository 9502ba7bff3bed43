package chatrelay.moderation.scan;

import static chatrelay.moderation.scan.CharacterClasses.AMBIGUOUS;
import static chatrelay.moderation.scan.CharacterClasses.SKIP;

import chatrelay.moderation.automaton.SymbolAutomaton;

/**
 * Finds how far a token, or a row of short tokens, reaches, and whether its letters put together
 * could hold a word. Immutable.
 */
final class Stretches {
  private static final int PIECE = 2;

  private final SymbolAutomaton automaton;
  private final CharacterClasses classes;

  Stretches(SymbolAutomaton automaton, CharacterClasses classes) {
    this.automaton = automaton;
    this.classes = classes;
  }

  /** Adds the token around {@code i} with {@code context} tokens that hold letters each side. */
  void addToken(char[] text, int i, int length, int context, Windows windows) {
    if (i < windows.tokenEnd) {
      return;
    }
    int end = tokenEnd(text, i, length);
    windows.tokenEnd = end;
    int floor = windows.reached();
    int start = tokenStart(text, i, floor);
    for (int k = context; k > 0 && start > floor; ) {
      int previous = previousToken(text, start, floor);
      k -= isWordless(text, previous, start) ? 0 : 1;
      start = previous;
    }
    for (int k = context; k > 0 && end < length; ) {
      int next = nextToken(text, end, length);
      k -= isWordless(text, end, next) ? 0 : 1;
      end = next;
    }
    windows.add(start, end);
  }

  /**
   * Examines the stretch of tokens around the alarm at {@code i} and adds it if it could hold a
   * match.
   *
   * @return where the stretch ends; alarms before that place are answered
   */
  int examine(char[] text, int i, int length, Windows windows) {
    int inside = i == length || isBlank(text[i]) ? i - 1 : i;
    int start = tokenStart(text, inside, 0);
    int end = tokenEnd(text, inside, length);
    if (isShort(text, start, end)) {
      while (start > 0) {
        int previous = previousToken(text, start, 0);
        if (!isShort(text, previous, start)) {
          break;
        }
        start = previous;
      }
      while (end < length) {
        int next = nextToken(text, end, length);
        if (!isShort(text, end, next)) {
          break;
        }
        end = next;
      }
    }
    if (couldMatch(text, start, end)) {
      windows.add(start, end);
    }
    return end;
  }

  private boolean couldMatch(char[] text, int start, int end) {
    boolean symbols = false;
    boolean digits = false;
    int state = SymbolAutomaton.ROOT;
    for (int i = start; i < end; i++) {
      int entry = entry(text[i]);
      int kind = chunkClass(entry);
      symbols |= kind == ChunkStates.SYMBOL;
      digits |= kind == ChunkStates.DIGIT;
      if (entry == SKIP) {
        continue;
      }
      if (entry < 0 && entry != CharacterClasses.ESCAPE && entry != AMBIGUOUS) {
        return true;
      }
      if (kind != ChunkStates.MARK && kind != ChunkStates.BLANK && kind != ChunkStates.APOSTROPHE) {
        state = step(state, text[i], entry);
        if (automaton.isHit(state)) {
          return true;
        }
      }
    }
    return (symbols && spells(text, start, end, true))
        || (digits && spells(text, start, end, false));
  }

  /** Whether the letters, with or without digits but without symbols, hold a word. */
  private boolean spells(char[] text, int start, int end, boolean digits) {
    int state = SymbolAutomaton.ROOT;
    for (int i = start; i < end; i++) {
      int entry = entry(text[i]);
      if (entry == SKIP) {
        continue;
      }
      boolean read =
          switch (chunkClass(entry)) {
            case ChunkStates.LETTER, ChunkStates.SYLLABLE -> true;
            case ChunkStates.DIGIT -> digits;
            default -> false;
          };
      if (read) {
        state = step(state, text[i], entry);
        if (automaton.isHit(state)) {
          return true;
        }
      }
    }
    return false;
  }

  private int step(int state, char unit, int entry) {
    int known = entry == AMBIGUOUS ? classes.asLetter(unit) : entry;
    return automaton.step(state, CharacterClasses.symbol(known));
  }

  /** True for a token with a piece of at most two letters, or without letters. */
  private boolean isShort(char[] text, int start, int end) {
    int piece = 0;
    boolean letters = false;
    for (int i = start; i < end; i++) {
      int entry = entry(text[i]);
      if (entry == SKIP) {
        continue;
      }
      int kind = chunkClass(entry);
      boolean complex = entry == CharacterClasses.SURROGATE || entry == CharacterClasses.COMPLEX;
      if (kind == ChunkStates.SYMBOL || complex) {
        return true;
      }
      boolean letter =
          kind == ChunkStates.LETTER || kind == ChunkStates.DIGIT || kind == ChunkStates.SYLLABLE;
      if (letter) {
        piece++;
        letters = true;
      } else {
        if (piece > 0 && piece <= PIECE) {
          return true;
        }
        piece = 0;
      }
    }
    return !letters || (piece > 0 && piece <= PIECE);
  }

  private boolean isWordless(char[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      int entry = entry(text[i]);
      int kind = chunkClass(entry);
      if (entry != SKIP
          && kind != ChunkStates.MARK
          && kind != ChunkStates.BLANK
          && kind != ChunkStates.APOSTROPHE) {
        return false;
      }
    }
    return true;
  }

  private int previousToken(char[] text, int start, int floor) {
    int at = start;
    while (at > floor && isBlank(text[at - 1])) {
      at--;
    }
    return at > floor ? tokenStart(text, at - 1, floor) : at;
  }

  private int nextToken(char[] text, int end, int length) {
    int at = end;
    while (at < length && isBlank(text[at])) {
      at++;
    }
    return at < length ? tokenEnd(text, at, length) : at;
  }

  private int tokenStart(char[] text, int i, int floor) {
    int at = i;
    while (at > floor && !isBlank(text[at - 1])) {
      at--;
    }
    return at;
  }

  private int tokenEnd(char[] text, int i, int length) {
    int at = i;
    while (at < length && !isBlank(text[at])) {
      at++;
    }
    return at;
  }

  private int entry(char unit) {
    return classes.pages[unit >> 8][unit & 0xFF];
  }

  private static int chunkClass(int entry) {
    if (entry >= 0) {
      return entry >>> CharacterClasses.CLASS_SHIFT;
    }
    return entry == CharacterClasses.ESCAPE
        ? ChunkStates.MARK
        : entry == AMBIGUOUS ? ChunkStates.SYMBOL : ChunkStates.LETTER;
  }

  private boolean isBlank(char unit) {
    int entry = entry(unit);
    return entry >>> CharacterClasses.CLASS_SHIFT == ChunkStates.BLANK;
  }
}
