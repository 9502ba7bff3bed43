package chatrelay.moderation;

import chatrelay.moderation.automaton.AutomatonBuilder;
import chatrelay.moderation.automaton.SymbolAutomaton;
import chatrelay.moderation.compile.PatternCompiler;
import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.compile.RegexRules;
import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.scan.CharacterClasses;
import chatrelay.moderation.scan.FirstPass;
import chatrelay.moderation.text.Alphabet;
import java.util.List;

/** All lists of an engine, compiled. Immutable. */
final class Ruleset {
  final List<WordList> lists;
  final Patterns patterns;
  final Alphabet alphabet;
  final SymbolAutomaton automaton;
  final FirstPass firstPass;
  final RegexRules regexRules;

  /** True without phrases, allowed words and regular expressions: matches don't affect others. */
  final boolean isWordsOnly;

  /** Per list, the allowed folding stages as bits. */
  final int[] folding;

  /** By pattern: one look instead of five. */
  private final String[] ruleIds;

  /**
   * @param rowNumbers as of {@link AutomatonBuilder#build}
   */
  Ruleset(List<WordList> lists, int rowNumbers) {
    this.lists = lists;
    folding = new int[lists.size()];
    PatternCompiler compiler = new PatternCompiler();
    for (int i = 0; i < lists.size(); i++) {
      compiler.add(i, lists.get(i));
      for (Folding stage : lists.get(i).folding()) {
        folding[i] |= stage.bit();
      }
    }
    compiler.finish();
    patterns = compiler.patterns;
    alphabet = compiler.alphabet;
    automaton = compiler.automaton.build(rowNumbers);
    boolean phrases = patterns.longestGaps > 0;
    CharacterClasses classes = new CharacterClasses(alphabet, automaton.columns(), phrases);
    firstPass = new FirstPass(automaton, classes, patterns, patterns.longestGaps);
    regexRules = new RegexRules(lists);
    ruleIds = new String[patterns.count];
    for (int pattern = 0; pattern < ruleIds.length; pattern++) {
      WordList list = lists.get(patterns.list(pattern));
      boolean allow = (patterns.flags(pattern) & Patterns.ALLOW) != 0;
      ruleIds[pattern] = (allow ? list.allowed() : list.rules()).get(patterns.rule(pattern)).id();
    }
    isWordsOnly = !phrases && !patterns.hasAllowed && regexRules.isEmpty();
  }

  /** Id of the rule of a match: a pattern's number, or a regular expression's complement. */
  String ruleId(int match) {
    return match < 0 ? regexRules.rule(~match).id() : ruleIds[match];
  }

  /** What the rule of a match asks for. */
  Action action(int match) {
    return match < 0 ? regexRules.rule(~match).action() : patterns.action(match);
  }

  /** The list of a match. */
  WordList list(int match) {
    return lists.get(match < 0 ? regexRules.list(~match) : patterns.list(match));
  }
}
