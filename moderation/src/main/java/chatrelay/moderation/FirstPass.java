package chatrelay.moderation;

import static chatrelay.moderation.CharacterClasses.AMBIGUOUS;
import static chatrelay.moderation.CharacterClasses.COMPLEX;
import static chatrelay.moderation.CharacterClasses.ESCAPE;
import static chatrelay.moderation.CharacterClasses.SKIP;
import static chatrelay.moderation.CharacterClasses.SURROGATE;

import chatrelay.moderation.automaton.SymbolAutomaton;

/**
 * Walks once over a text and says which stretches, if any, could hold a match in whatever disguise.
 * It may name too many, never too few. Allocates nothing; immutable.
 */
final class FirstPass {
  private final SymbolAutomaton automaton;
  private final CharacterClasses classes;
  private final int[] rows;
  private final int hitBase;
  private final int deepBase;
  private final int context;
  private final Stretches stretches;

  FirstPass(SymbolAutomaton automaton, CharacterClasses classes, int context) {
    this.automaton = automaton;
    this.classes = classes;
    this.context = context;
    rows = automaton.rows();
    hitBase = automaton.hitBase();
    deepBase = automaton.deepBase();
    stretches = new Stretches(automaton, classes);
  }

  /** Fills {@code windows} and returns true when there is anything to look at. */
  boolean run(char[] text, int length, Windows windows) {
    windows.clear();
    int[] ascii = classes.ascii;
    int[][] pages = classes.pages;
    int[] rows = this.rows;
    short[] chunkNext = ChunkStates.NEXT;
    int state = SymbolAutomaton.ROOT;
    int chunk = 0;
    int quiet = 0;
    for (int i = 0; i < length; i++) {
      char unit = text[i];
      int entry = unit < 128 ? ascii[unit] : pages[unit >> 8][unit & 0xFF];
      if (entry < 0) {
        entry = special(entry, text, i, length, state, windows);
        if (entry == SKIP) {
          continue;
        }
      }
      state = state < deepBase ? rows[state + (entry & 0xFF)] : automaton.step(state, entry >>> 16);
      chunk = chunkNext[chunk + (entry >>> 8 & 7)];
      if (state >= hitBase) {
        state = hit(state, entry, text, i, length, windows);
      }
      if (chunk >= ChunkStates.ALARM && i >= quiet) {
        quiet = stretches.examine(text, i, length, windows);
      }
    }
    if (chunkNext[chunk + ChunkStates.BLANK] >= ChunkStates.ALARM && length > quiet) {
      stretches.examine(text, length, length, windows);
    }
    return windows.count > 0 || windows.escapes;
  }

  private int hit(int found, int entry, char[] text, int i, int length, Windows windows) {
    if (automaton.outputs(found) != 0) {
      addToken(text, i, length, windows);
    }
    return found;
  }

  /** A character that needs care: gives the entry to walk on with, or {@code SKIP}. */
  private int special(int entry, char[] text, int i, int length, int state, Windows windows) {
    switch (entry) {
      case ESCAPE -> {
        windows.escapes |= EscapeDecoder.mayBegin(text, i, length);
        return classes.asMark();
      }
      case AMBIGUOUS -> {
        return ambiguous(text[i], text, i, length, state, windows);
      }
      case COMPLEX -> {
        addToken(text, i, length, windows);
        return classes.asOther();
      }
      case SURROGATE -> {
        return surrogate(text, i, length, state, windows);
      }
      default -> {
        return SKIP;
      }
    }
  }

  private int surrogate(char[] text, int i, int length, int state, Windows windows) {
    char unit = text[i];
    if (Character.isHighSurrogate(unit)
        && i + 1 < length
        && Character.isLowSurrogate(text[i + 1])) {
      return SKIP;
    }
    boolean paired =
        Character.isLowSurrogate(unit) && i > 0 && Character.isHighSurrogate(text[i - 1]);
    if (!paired) {
      return classes.asMark();
    }
    int codePoint = Character.toCodePoint(text[i - 1], unit);
    int entry = classes.entry(codePoint);
    if (entry == AMBIGUOUS) {
      return ambiguous(codePoint, text, i, length, state, windows);
    }
    return entry >= 0 ? entry : special(entry, text, i, length, state, windows);
  }

  private int ambiguous(int codePoint, char[] text, int i, int length, int state, Windows windows) {
    if (automaton.step(state, Alphabet.GAP) != SymbolAutomaton.ROOT) {
      addToken(text, i, length, windows);
    }
    return classes.asLetter(codePoint);
  }

  /** Adds the token around {@code i} and, where rules are phrases, the tokens next to it. */
  private void addToken(char[] text, int i, int length, Windows windows) {
    stretches.addToken(text, i, length, context, windows);
  }
}
