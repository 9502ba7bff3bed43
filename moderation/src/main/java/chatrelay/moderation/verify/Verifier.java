package chatrelay.moderation.verify;

import static chatrelay.moderation.unicode.CharacterFacts.UNSPACED;
import static chatrelay.moderation.unicode.CharacterFacts.WORD;

import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.lists.Folding;
import chatrelay.moderation.text.Alphabet;
import chatrelay.moderation.text.Elements;

/**
 * Decides whether a pattern that the automaton found in a reading is a match, and where it begins
 * and ends. Scratch memory of one thread.
 */
final class Verifier {
  /** Letters that English never doubles inside a word: one repetition of them is a disguise. */
  private static final String UNDOUBLED = "ahijkquvwxy";

  private static final int SHORTEST_STRETCHED = 4;
  private static final int WEAK_STRETCH_LETTERS = 5;
  private static final int WEAK_VOWEL_LETTERS = 6;

  int firstItem;
  int lastItem;

  private final Patterns patterns;
  private final int[] folding;
  private final Evidence evidence = new Evidence();
  private final SpacedRules spacedRules = new SpacedRules();
  private final MixedRun mixedRun = new MixedRun();
  private final RawLetters rawLetters;
  private int stretched;
  private boolean doubtful;
  private boolean hopeless;
  private boolean tripled;

  /**
   * @param folding per list, the allowed stages as bits
   */
  Verifier(Patterns patterns, int[] folding) {
    this.patterns = patterns;
    this.folding = folding;
    this.rawLetters = new RawLetters(patterns);
  }

  /** True when the pattern matches with its last letter in the given run. */
  boolean matches(int pattern, Elements elements, SymbolView view, int lastRun, Scripts scripts) {
    int firstRun = lastRun - patterns.runs(pattern) + 1;
    if (firstRun < 0) {
      return false;
    }
    int flags = patterns.flags(pattern);
    boolean allow = (flags & Patterns.ALLOW) != 0;
    if (allow && view.reading.spaced) {
      return false;
    }
    takeItems(pattern, elements, view, firstRun, lastRun);
    boolean placed =
        view.reading.spaced
            ? SpacedRules.isParted(view, firstItem, lastItem)
            : bounded(flags, elements, view);
    if (!placed) {
      return false;
    }
    evidence.reset();
    stretched = 0;
    doubtful = false;
    hopeless = false;
    tripled = false;
    if (!matchRuns(pattern, elements, view, firstRun, lastRun)) {
      return false;
    }
    if (isSpelling(elements, view) || (!view.reading.spaced && !bounded(flags, elements, view))) {
      return false;
    }
    boolean reversed = (flags & Patterns.REVERSED) != 0;
    if (view.reading.spaced
        && !spacedRules.allow(
            flags, elements, view, firstItem, lastItem, patterns.length(pattern))) {
      return false;
    }
    boolean closed = elements.lastClosing > view.element[lastItem];
    if (!evidence.suffices(scripts, closed, view.reading.spaced)
        || Identifiers.match(
            elements, view, evidence, firstItem, lastItem, patterns.length(pattern), reversed)) {
      return false;
    }
    int needed = evidence.stages();
    needed |= stretched > 0 ? Folding.REPEATS.bit() : 0;
    needed |= view.reading.spaced ? Folding.SEPARATORS.bit() : 0;
    needed |= reversed ? Folding.REVERSED.bit() : 0;
    int permitted = folding[patterns.list(pattern)];
    return (needed & ~permitted) == 0
        && (patterns.raws.length == 0
            || rawLetters.match(pattern, elements, view, firstItem, lastItem, permitted));
  }

  /** True when the repeated letters of a possible match are language: a doubling as in latter. */
  private boolean isSpelling(Elements elements, SymbolView view) {
    if (stretched == 0) {
      return false;
    }
    boolean doubted = doubtful && stretched < 2;
    if (tripled || view.reading.spaced) {
      return doubted;
    }
    return switch (DoubledWords.lookUp(elements, view.element[firstItem], view.element[lastItem])) {
      case SPELLING -> true;
      case UNKNOWN -> doubted && hopeless;
      case OTHER -> doubted;
    };
  }

  /** Finds the items of a possible match, from which the runs' ends may still be cut. */
  private void takeItems(
      int pattern, Elements elements, SymbolView view, int firstRun, int lastRun) {
    firstItem = view.runStart[firstRun];
    if (elements.isSymbol(view.element[firstItem])) {
      firstItem = trimLeft(elements, view, firstRun, patterns.leading(pattern));
    }
    lastItem = view.runStart[lastRun + 1] - 1;
    if (elements.isSymbol(view.element[lastItem])) {
      lastItem = trimRight(elements, view, lastRun, patterns.trailing(pattern));
    }
    boolean anchored =
        (patterns.flags(pattern) & (Patterns.ANCHORED_LEFT | Patterns.ANCHORED_RIGHT)) != 0;
    boolean repeats =
        view.runStart[firstRun + 1] - firstItem > 1 || lastItem > view.runStart[lastRun];
    if (view.reading.spaced && repeats && (anchored || firstRun != lastRun)) {
      stayInPiece(view, firstRun, lastRun, patterns.leading(pattern), patterns.trailing(pattern));
    }
  }

  /** Leaves repetitions out that a gap parts from the letters the word needs: {@code t.o okay}. */
  private void stayInPiece(SymbolView view, int firstRun, int lastRun, int leading, int trailing) {
    int end = Math.min(lastItem, view.runStart[lastRun] + trailing - 1);
    while (end < lastItem && view.gap[end + 1] == 0) {
      end++;
    }
    lastItem = end;
    int begin = Math.max(firstItem, view.runStart[firstRun + 1] - leading);
    begin = firstRun == lastRun ? Math.max(firstItem, lastItem + 1 - leading) : begin;
    while (begin > firstItem && view.gap[begin] == 0) {
      begin--;
    }
    firstItem = begin;
  }

  /** Leaves symbols out that stand before a word's true letters: the mark in {@code !idiot}. */
  private static int trimLeft(Elements elements, SymbolView view, int run, int wanted) {
    int from = view.runStart[run];
    int to = view.runStart[run + 1];
    int at = from;
    while (to - at > wanted && elements.isSymbol(view.element[at])) {
      at++;
    }
    return at < to && elements.isSymbol(view.element[at]) ? from : at;
  }

  private static int trimRight(Elements elements, SymbolView view, int run, int wanted) {
    int from = view.runStart[run];
    int last = view.runStart[run + 1] - 1;
    int at = last;
    while (at - from >= wanted && elements.isSymbol(view.element[at])) {
      at--;
    }
    return elements.isSymbol(view.element[at]) ? last : at;
  }

  private boolean bounded(int flags, Elements elements, SymbolView view) {
    boolean left = (flags & Patterns.ANCHORED_LEFT) == 0;
    boolean right = (flags & Patterns.ANCHORED_RIGHT) == 0;
    return (left || isBoundary(elements, view.element[firstItem], -1))
        && (right || isBoundary(elements, view.element[lastItem], 1));
  }

  private static boolean isBoundary(Elements elements, int at, int step) {
    int near = at + step;
    if (near < 0 || near >= elements.count) {
      return true;
    }
    int facts = elements.facts[near];
    return (facts & WORD) == 0 || ((facts | elements.facts[at]) & UNSPACED) != 0;
  }

  private boolean matchRuns(
      int pattern, Elements elements, SymbolView view, int firstRun, int lastRun) {
    int flags = patterns.flags(pattern);
    int length = patterns.length(pattern);
    int place = patterns.place(pattern, 0);
    int step = (flags & Patterns.REVERSED) != 0 ? -1 : 1;
    char[] symbols = patterns.symbols;
    int letter = 0;
    for (int run = firstRun; run <= lastRun; run++) {
      int first = letter;
      char symbol = view.runSymbol[run];
      while (letter < length && symbols[place] == symbol) {
        letter++;
        place += step;
      }
      if (symbol == Alphabet.GAP) {
        int gapFrom = view.element[view.runStart[run]];
        int gapTo = view.element[view.runStart[run + 1] - 1] + 1;
        if (!RuleGaps.fit(patterns, pattern, letter, elements, gapFrom, gapTo)) {
          return false;
        }
        continue;
      }
      int from = run == firstRun ? firstItem : view.runStart[run];
      int to = run == lastRun ? lastItem + 1 : view.runStart[run + 1];
      int wanted = letter - first;
      boolean freeLeft = run == firstRun && (flags & Patterns.ANCHORED_LEFT) == 0;
      boolean freeRight = run == lastRun && (flags & Patterns.ANCHORED_RIGHT) == 0;
      if (freeLeft && freeRight && firstRun == lastRun) {
        return matchOpenRun(pattern, first, wanted, elements, view, from, to);
      }
      if (to - from > wanted && freeRight) {
        to = reach(pattern, first, wanted, elements, view, from, to);
        lastItem = to - 1;
      } else if (to - from > wanted && freeLeft) {
        from = reachBack(pattern, first, wanted, elements, view, from, to);
        firstItem = from;
      }
      int equal = to - from > wanted ? longestEqual(pattern, first, wanted) : 0;
      if (to - from > wanted && !stretch(pattern, first, to - from - wanted + equal)) {
        return false;
      }
      if (to - from < wanted || !matchRun(pattern, first, wanted, elements, view, from, to)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A pattern of one letter repeated, open at both ends, matches at every place of a longer run;
   * together the matches cover it.
   */
  private boolean matchOpenRun(
      int pattern, int first, int wanted, Elements elements, SymbolView view, int from, int to) {
    int letter = patterns.letters[patterns.place(pattern, first)];
    int flags = patterns.flags(pattern);
    if ((letter & Patterns.EXACT) != 0 || (flags & (Patterns.MIXED_RUN | Patterns.ALLOW)) != 0) {
      return to - from == wanted && matchRun(pattern, first, wanted, elements, view, from, to);
    }
    int end = to;
    while (end > from && !Evidence.fits(elements, view.element[end - 1], letter)) {
      end--;
    }
    int begin = end;
    while (begin > from && Evidence.fits(elements, view.element[begin - 1], letter)) {
      begin--;
    }
    firstItem = begin;
    lastItem = end - 1;
    return end - begin >= wanted && matchRun(pattern, first, wanted, elements, view, begin, end);
  }

  /** How far a run at an open end belongs to the match: all repetitions, or none. */
  private int reach(
      int pattern, int first, int wanted, Elements elements, SymbolView view, int from, int to) {
    int last = first + wanted - 1;
    int letter = patterns.letters[patterns.place(pattern, last)];
    int end = from + wanted;
    while (end < to && isRepeated(pattern, letter, elements, view.element[end])) {
      end++;
    }
    int equal = equalLetters(pattern, last, -1, wanted);
    return isStretch(pattern, last, equal + end - from - wanted) ? end : from + wanted;
  }

  private int reachBack(
      int pattern, int first, int wanted, Elements elements, SymbolView view, int from, int to) {
    int letter = patterns.letters[patterns.place(pattern, first)];
    int begin = to - wanted;
    while (begin > from && isRepeated(pattern, letter, elements, view.element[begin - 1])) {
      begin--;
    }
    int equal = equalLetters(pattern, first, 1, wanted);
    return isStretch(pattern, first, equal + to - wanted - begin) ? begin : to - wanted;
  }

  /** Of the letters of a run, those at its end that are the same. */
  private int equalLetters(int pattern, int end, int step, int wanted) {
    int letter = patterns.letters[patterns.place(pattern, end)];
    int equal = 1;
    while (equal < wanted
        && patterns.letters[patterns.place(pattern, end + step * equal)] == letter) {
      equal++;
    }
    return equal;
  }

  /** Most neighbours of a run that are the same letter: 2 for the ill of kill. */
  private int longestEqual(int pattern, int first, int wanted) {
    int longest = 1;
    for (int done = 0; done < wanted; ) {
      int equal = equalLetters(pattern, first + done, 1, wanted - done);
      longest = Math.max(longest, equal);
      done += equal;
    }
    return longest;
  }

  private boolean isRepeated(int pattern, int letter, Elements elements, int at) {
    return (patterns.flags(pattern) & Patterns.ALLOW) == 0
        && (letter & Patterns.EXACT) == 0
        && Evidence.fits(elements, at, letter);
  }

  private boolean isStretch(int pattern, int first, int found) {
    boolean permitted = (folding[patterns.list(pattern)] & Folding.REPEATS.bit()) != 0;
    return permitted && (found >= 3 || isCertain(pattern, patterns.place(pattern, first)));
  }

  /** One repetition proves a disguise in a long word or of a letter that never doubles. */
  private boolean isCertain(int pattern, int place) {
    int letter = patterns.letters[place];
    boolean vowel = letter == 'o' || letter == 'e';
    int length = wordLength(pattern, place);
    return (length >= SHORTEST_STRETCHED && UNDOUBLED.indexOf(letter) >= 0)
        || length >= (vowel ? WEAK_VOWEL_LETTERS : WEAK_STRETCH_LETTERS);
  }

  /** Whether a run may be longer than the rule's; notes doubt where only a second one proves it. */
  private boolean stretch(int pattern, int first, int found) {
    int place = patterns.place(pattern, first);
    if ((patterns.letters[place] & Patterns.EXACT) != 0
        || (patterns.flags(pattern) & Patterns.ALLOW) != 0) {
      return false;
    }
    doubtful |= found < 3 && !isCertain(pattern, place);
    boolean vowel = patterns.letters[place] == 'o' || patterns.letters[place] == 'e';
    hopeless |= found < 3 && !(vowel && wordLength(pattern, place) >= SHORTEST_STRETCHED);
    tripled |= found >= 3;
    stretched++;
    return true;
  }

  /** Letters of the pattern's word around a place. */
  private int wordLength(int pattern, int place) {
    int begin = patterns.start(pattern);
    int end = begin + patterns.length(pattern);
    int from = place;
    while (from > begin && patterns.letters[from - 1] != 0) {
      from--;
    }
    int to = place + 1;
    while (to < end && patterns.letters[to] != 0) {
      to++;
    }
    return to - from;
  }

  private boolean matchRun(
      int pattern, int first, int wanted, Elements elements, SymbolView view, int from, int to) {
    if ((patterns.flags(pattern) & Patterns.MIXED_RUN) != 0) {
      return mixedRun.matches(patterns, pattern, first, wanted, elements, view, from, to, evidence);
    }
    int letter = patterns.letters[patterns.place(pattern, first)];
    for (int item = from; item < to; item++) {
      if (!evidence.count(elements, view.element[item], letter)) {
        return false;
      }
    }
    return true;
  }
}
