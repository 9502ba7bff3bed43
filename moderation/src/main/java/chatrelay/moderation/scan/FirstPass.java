package chatrelay.moderation.scan;

import static chatrelay.moderation.scan.CharacterClasses.AMBIGUOUS;
import static chatrelay.moderation.scan.CharacterClasses.COMPLEX;
import static chatrelay.moderation.scan.CharacterClasses.ESCAPE;
import static chatrelay.moderation.scan.CharacterClasses.SKIP;

import chatrelay.moderation.automaton.Outputs;
import chatrelay.moderation.automaton.SymbolAutomaton;
import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.text.Alphabet;
import chatrelay.moderation.text.EscapeDecoder;
import chatrelay.moderation.work.Work;

/**
 * Walks once over a text and says which stretches, if any, could hold a match in whatever disguise.
 * It may name too many, never too few. Allocates nothing; immutable.
 */
public final class FirstPass {
  private final SymbolAutomaton automaton;
  private final CharacterClasses classes;
  private final int[] rows;
  private final boolean hasRows;
  private final int deepBase;
  private final int context;
  private final Stretches stretches;

  /** Whether the patterns are too many for the near caches, so that a look at one is dear. */
  private final boolean isLarge;

  private final Outputs outputs;
  private final PlainMatches plain;

  public FirstPass(
      SymbolAutomaton automaton, CharacterClasses classes, Patterns patterns, int context) {
    this.automaton = automaton;
    this.classes = classes;
    this.context = context;
    rows = automaton.isWide() ? new int[0] : automaton.rows();
    hasRows = !automaton.isWide();
    deepBase = hasRows ? automaton.deepBase() : Integer.MAX_VALUE;
    isLarge = automaton.hasDeepStates();
    plain = new PlainMatches(patterns, classes);
    outputs = automaton.outputs();
    stretches = new Stretches(automaton, classes);
  }

  /** Fills {@code windows} and returns true when there is anything to look at. */
  public boolean run(char[] text, int length, Windows windows) {
    windows.clear();
    windows.work.take(length);
    Walk walk = windows.walk;
    walk.begin();
    int quiet = 0;
    while (stride(text, length, walk) && descend(text, length, walk)) {
      int state = SymbolAutomaton.withoutMark(walk.state);
      int chunk = ChunkStates.withoutAlarm(walk.chunk);
      int i = walk.at;
      if (walk.state < 0) {
        look(state, text, i - 1, length, windows);
        state = automaton.seen(state);
      }
      if (ChunkStates.isAlarm(walk.chunk) && i > quiet) {
        quiet = stretches.examine(text, i - 1, length, windows);
      }
      // Now the characters that need more care, up to an ordinary one.
      for (; i < length; i++) {
        char unit = text[i];
        int entry = classes.pages[unit >> 8][unit & 0xFF];
        if (entry >= 0 && hasRows) {
          break;
        }
        if (entry < 0) {
          entry = careful(entry, text, i, length, state, windows);
        }
        if (entry != SKIP) {
          state = automaton.step(state, CharacterClasses.symbol(entry));
          chunk = ChunkStates.NEXT[chunk + (entry >>> CharacterClasses.CLASS_SHIFT)];
          if (state >= SymbolAutomaton.HIT) {
            look(state, text, i, length, windows);
            state = automaton.seen(state);
          }
          if (ChunkStates.isAlarm(chunk)) {
            chunk = ChunkStates.withoutAlarm(chunk);
            quiet = i < quiet ? quiet : stretches.examine(text, i, length, windows);
          }
        }
      }
      walk.state = state;
      walk.chunk = chunk;
      walk.at = i;
    }
    if (ChunkStates.isAlarm(ChunkStates.NEXT[walk.chunk + ChunkStates.BLANK]) && length > quiet) {
      stretches.examine(text, length, length, windows);
    }
    return windows.count > 0 || windows.escapes || windows.plain.count > 0;
  }

  /**
   * Walks on over ordinary characters; false at the end of the text with nothing left to see to.
   *
   * <p>This loop is where the time goes. It stops before a character that needs care, and before
   * the one after a state that needs care or an alarm: these are negative, so that the comparisons
   * with the arrays' lengths, which have to be made anyway, notice them. Two characters a round
   * make the method too long to be compiled as a part of another one, where state and chunk would
   * be kept in memory for want of registers; that costs half as much again.
   */
  private boolean stride(char[] text, int length, Walk walk) {
    int[] ascii = classes.ascii;
    int[][] pages = classes.pages;
    int[] rows = this.rows;
    short[] chunkNext = ChunkStates.NEXT;
    int state = walk.state;
    int chunk = walk.chunk;
    int at = walk.at;
    while (at < length) {
      char unit = text[at];
      int entry = unit < 128 ? ascii[unit] : pages[unit >> 8][unit & 0xFF];
      if (entry < 0) {
        if (entry == SKIP && (state | chunk) >= 0) {
          at++;
          continue;
        }
        break;
      }
      int cell = state | (entry & 0xFF);
      int link = chunk | (entry >>> CharacterClasses.CLASS_SHIFT);
      if (Integer.compareUnsigned(cell, rows.length) >= 0
          || Integer.compareUnsigned(link, chunkNext.length) >= 0) {
        break;
      }
      state = rows[cell];
      chunk = chunkNext[link];
      at++;
      if (at == length) {
        break;
      }
      // The same once more.
      char second = text[at];
      int secondEntry = second < 128 ? ascii[second] : pages[second >> 8][second & 0xFF];
      if (secondEntry < 0) {
        if (secondEntry == SKIP && (state | chunk) >= 0) {
          at++;
          continue;
        }
        break;
      }
      int secondCell = state | (secondEntry & 0xFF);
      int secondLink = chunk | (secondEntry >>> CharacterClasses.CLASS_SHIFT);
      if (Integer.compareUnsigned(secondCell, rows.length) >= 0
          || Integer.compareUnsigned(secondLink, chunkNext.length) >= 0) {
        break;
      }
      state = rows[secondCell];
      chunk = chunkNext[secondLink];
      at++;
    }
    walk.state = state;
    walk.chunk = chunk;
    walk.at = at;
    return at < length || (state | chunk) < 0;
  }

  /**
   * Walks on from a deep state over ordinary characters up to one with a row, a find, whose state
   * is left negative, or an alarm; false at the end of the text with nothing left to see to.
   */
  private boolean descend(char[] text, int length, Walk walk) {
    int state = SymbolAutomaton.withoutMark(walk.state);
    int chunk = walk.chunk;
    int at = walk.at;
    boolean found = walk.state < 0 && state >= SymbolAutomaton.HIT;
    while (at < length && chunk >= 0 && !found && state >= deepBase) {
      char unit = text[at];
      int entry = classes.pages[unit >> 8][unit & 0xFF];
      if (entry < 0) {
        break;
      }
      state = automaton.step(state, CharacterClasses.symbol(entry));
      chunk = ChunkStates.NEXT[chunk + (entry >>> CharacterClasses.CLASS_SHIFT)];
      found = state >= SymbolAutomaton.HIT;
      at++;
    }
    walk.state = found ? SymbolAutomaton.withMark(state) : state;
    walk.chunk = chunk;
    walk.at = at;
    return at < length || chunk < 0 || found;
  }

  /** Sees to a character that needs more care and gives the entry to walk on with. */
  private int careful(int entry, char[] text, int i, int length, int state, Windows windows) {
    return switch (entry) {
      case SKIP -> SKIP;
      case ESCAPE -> {
        windows.escapes |= EscapeDecoder.mayBegin(text, i, length);
        yield classes.asMark();
      }
      case AMBIGUOUS -> ambiguous(text[i], text, i, length, state, windows);
      case COMPLEX -> {
        addToken(text, i, length, windows);
        yield classes.asOther();
      }
      default -> surrogate(text, i, length, state, windows);
    };
  }

  /** Takes a state that ends patterns: notes the plain matches, leaves the rest. */
  private void look(int state, char[] text, int i, int length, Windows windows) {
    boolean undecided = false;
    if (isLarge) {
      windows.letters.read(classes, text, i, length);
    }
    for (int output = automaton.firstOutput(state); output != 0; output = outputs.shorter(output)) {
      long note = isLarge ? outputs.note(output) : 0;
      if (windows.letters.exclude(note)) {
        windows.work.take(Work.LETTER);
        continue;
      }
      boolean exact = windows.letters.match(note);
      for (int pattern = outputs.pattern(output);
          pattern >= 0;
          pattern = outputs.twin(output, pattern)) {
        windows.work.take((long) plain.length(pattern) * Work.LETTER);
        int decision =
            exact
                ? plain.decideExact(pattern, text, i, length)
                : plain.decide(pattern, text, i, length);
        if (decision == PlainMatches.ACCEPTED) {
          windows.plain.add(pattern, i + 1 - plain.length(pattern), i + 1);
        }
        undecided |= decision == PlainMatches.UNDECIDED;
      }
    }
    if (undecided) {
      addToken(text, i, length, windows);
    }
  }

  /** Half of a pair: gives the entry of the whole to walk on with, or {@code SKIP}. */
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
    if (entry == COMPLEX) {
      addToken(text, i, length, windows);
      return classes.asOther();
    }
    return entry;
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
