package chatrelay.moderation.scan;

import chatrelay.moderation.automaton.SymbolAutomaton;

/** The position of the first pass in a text. Scratch memory of one thread. */
final class Walk {
  /** The next character. */
  int at;

  /** Of the word automaton. */
  int state;

  /** Of {@link ChunkStates}, without alarm. */
  int chunk;

  void begin() {
    at = 0;
    state = SymbolAutomaton.ROOT;
    chunk = 0;
  }
}
