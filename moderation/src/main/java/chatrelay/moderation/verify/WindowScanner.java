package chatrelay.moderation.verify;

import chatrelay.moderation.automaton.Outputs;
import chatrelay.moderation.automaton.SymbolAutomaton;
import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.scan.Matches;
import chatrelay.moderation.text.Alphabet;
import chatrelay.moderation.text.Elements;
import chatrelay.moderation.verify.SymbolView.Reading;
import chatrelay.moderation.work.Work;

/**
 * Finds every match in a stretch of text by reading it in each way that its characters allow.
 * Linear in the stretch. Scratch memory of one thread.
 */
public final class WindowScanner {
  private final SymbolAutomaton automaton;
  private final Patterns patterns;
  private final Elements elements;
  private final SymbolView view = new SymbolView();
  private final Verifier verifier;
  private final Work work;

  public WindowScanner(
      Alphabet alphabet, SymbolAutomaton automaton, Patterns patterns, int[] folding, Work work) {
    this.work = work;
    this.automaton = automaton;
    this.patterns = patterns;
    this.elements = new Elements(alphabet);
    this.verifier = new Verifier(patterns, folding);
  }

  /** Adds the matches in {@code text[from..to)}. */
  public void scan(
      char[] text, int from, int to, Scripts scripts, Matches banned, Matches allowed) {
    elements.read(text, from, to);
    read(Reading.TIGHT, scripts, banned, allowed);
    if (patterns.longestGaps > 0 && elements.hasSymbols) {
      read(Reading.TIGHT_PLAIN, scripts, banned, allowed);
    }
    if (elements.hasAlternatives) {
      read(Reading.TIGHT_ALTERNATIVE, scripts, banned, allowed);
    }
    if (elements.hasFlags) {
      read(Reading.SPACED_FLAGLESS, scripts, banned, allowed);
    }
    // Without something to skip, a spaced reading is the tight one again.
    if (elements.hasGaps) {
      read(Reading.SPACED, scripts, banned, allowed);
    }
    if (elements.hasSymbols) {
      read(Reading.SPACED_PLAIN, scripts, banned, allowed);
    }
    if (elements.hasDigits) {
      read(Reading.SPACED_LETTERS, scripts, banned, allowed);
    }
    if (elements.hasGaps && elements.hasAlternatives) {
      read(Reading.SPACED_ALTERNATIVE, scripts, banned, allowed);
    }
  }

  private void read(Reading reading, Scripts scripts, Matches banned, Matches allowed) {
    work.take((long) elements.count * Work.READING);
    view.read(elements, reading);
    match(scripts, banned, allowed);
  }

  private void match(Scripts scripts, Matches banned, Matches allowed) {
    Outputs outputs = automaton.outputs();
    int state = SymbolAutomaton.ROOT;
    for (int run = 0; run < view.runs; run++) {
      state = automaton.step(state, view.runSymbol[run]);
      if (automaton.isHit(state)) {
        for (int output = automaton.firstOutput(state);
            output != 0;
            output = outputs.shorter(output)) {
          for (int pattern = outputs.pattern(output);
              pattern >= 0;
              pattern = outputs.twin(output, pattern)) {
            work.take((long) patterns.length(pattern) * Work.LETTER);
            if (verifier.matches(pattern, elements, view, run, scripts)) {
              add(pattern, (patterns.flags(pattern) & Patterns.ALLOW) != 0 ? allowed : banned);
            }
          }
        }
      }
    }
  }

  private void add(int pattern, Matches matches) {
    matches.add(
        pattern,
        elements.start[view.element[verifier.firstItem]],
        elements.end[view.element[verifier.lastItem]]);
  }
}
