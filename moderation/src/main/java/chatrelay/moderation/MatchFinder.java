package chatrelay.moderation;

import chatrelay.moderation.compile.Patterns;
import chatrelay.moderation.scan.Matches;
import chatrelay.moderation.scan.Windows;
import chatrelay.moderation.text.EscapeDecoder;
import chatrelay.moderation.text.MappedText;
import chatrelay.moderation.unicode.Clusters;
import chatrelay.moderation.verify.Scripts;
import chatrelay.moderation.verify.WindowScanner;
import chatrelay.moderation.work.Work;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds all matches of a ruleset in one text: in the text itself, with its escapes undone, and by
 * regular expression; widens them to grapheme clusters and drops what the allow-list covers.
 * Scratch memory of one thread.
 */
final class MatchFinder {
  /** Escapes within escapes are undone this often. */
  private static final int DECODING_ROUNDS = 2;

  private final Ruleset ruleset;
  private final WindowScanner scanner;
  private final Scripts scripts = new Scripts();
  private final Clusters clusters = new Clusters();
  private final Work work;
  private final Windows decodedWindows;
  private final Matches banned = new Matches();
  private final Matches allowed = new Matches();
  private final Matches permitted = new Matches();
  private final EscapeDecoder decoder = new EscapeDecoder();
  private MappedText decoded = new MappedText();
  private MappedText again = new MappedText();
  private boolean escaped;
  private long[] allowedSpans = new long[16];

  MatchFinder(Ruleset ruleset, Work work) {
    this.ruleset = ruleset;
    this.work = work;
    decodedWindows = new Windows(work);
    scanner =
        new WindowScanner(
            ruleset.alphabet, ruleset.automaton, ruleset.patterns, ruleset.folding, work);
  }

  /**
   * Adds the matches in the first {@code length} units of {@code text}.
   *
   * @param windows what the first pass said about the text
   */
  void find(char[] text, int length, Windows windows, Matches found) {
    clusters.reset(text, length);
    permitted.clear();
    int before = found.count;
    escaped = windows.escapes;
    scanText(text, length, windows, found);
    if (windows.escapes) {
      scanDecoded(text, length, found);
    }
    if (!ruleset.regexRules.isEmpty()) {
      ruleset.regexRules.search(
          new String(text, 0, length), work, (rule, start, end) -> add(found, ~rule, start, end));
    }
    if (found.count > before + 1) {
      dropTurned(found, before);
    }
    if (permitted.count > 0 && found.count > before) {
      dropAllowed(found, before);
    }
  }

  /** Takes the matches of a text in which {@link Ruleset#isWordsOnly words} were all there is. */
  void take(Matches plain, Matches found) {
    for (int i = 0; i < plain.count; i++) {
      found.add(plain.pattern[i], plain.start[i], plain.end[i]);
    }
    if (found.count > 1) {
      dropTurned(found, 0);
    }
  }

  /**
   * True when what was found last depends on more than the words themselves: on phrases, allowed
   * spans, escapes, regular expressions, or the scripts of the whole text.
   */
  boolean isContextual() {
    return ruleset.patterns.longestGaps > 0
        || !ruleset.regexRules.isEmpty()
        || escaped
        || permitted.count > 0
        || scripts.wereAsked();
  }

  private void scanText(char[] text, int length, Windows windows, Matches found) {
    scan(text, length, windows);
    for (int i = 0; i < windows.plain.count; i++) {
      found.add(windows.plain.pattern[i], windows.plain.start[i], windows.plain.end[i]);
    }
    for (int i = 0; i < banned.count; i++) {
      add(found, banned.pattern[i], banned.start[i], banned.end[i]);
    }
    for (int i = 0; i < allowed.count; i++) {
      add(permitted, allowed.pattern[i], allowed.start[i], allowed.end[i]);
    }
  }

  private void scan(char[] text, int length, Windows windows) {
    banned.clear();
    allowed.clear();
    scripts.reset(text, length);
    for (int i = 0; i < windows.count; i++) {
      scanner.scan(text, windows.from[i], windows.to[i], scripts, banned, allowed);
    }
  }

  private void scanDecoded(char[] text, int length, Matches found) {
    if (!decoder.decode(text, length, decoded)) {
      return;
    }
    for (int round = 1; round < DECODING_ROUNDS; round++) {
      if (!decoder.decode(decoded.text, decoded.length, again)) {
        break;
      }
      again.compose(decoded);
      MappedText swap = decoded;
      decoded = again;
      again = swap;
    }
    if (!ruleset.firstPass.run(decoded.text, decoded.length, decodedWindows)) {
      return;
    }
    scan(decoded.text, decoded.length, decodedWindows);
    Matches plain = decodedWindows.plain;
    for (int i = 0; i < plain.count; i++) {
      banned.add(plain.pattern[i], plain.start[i], plain.end[i]);
    }
    for (int i = 0; i < banned.count; i++) {
      int needed = decoded.stagesBetween(banned.start[i], banned.end[i]);
      int folding = ruleset.folding[ruleset.patterns.list(banned.pattern[i])];
      if ((needed & ~folding) == 0) {
        addDecoded(found, banned, i);
      }
    }
    for (int i = 0; i < allowed.count; i++) {
      addDecoded(permitted, allowed, i);
    }
  }

  private void addDecoded(Matches into, Matches from, int i) {
    add(into, from.pattern[i], decoded.from[from.start[i]], decoded.to[from.end[i] - 1]);
  }

  private void add(Matches into, int match, int start, int end) {
    int widened = clusters.start(start);
    into.add(match, widened, clusters.end(widened, end));
  }

  /**
   * Drops the matches of a word read backwards that overlap one of the same word read forwards: the
   * first letter after a word may repeat its start, as in {@code potatopie}.
   */
  private void dropTurned(Matches found, int from) {
    boolean turned = false;
    for (int i = from; i < found.count && !turned; i++) {
      turned = isTurned(found.pattern[i]);
    }
    if (!turned) {
      return;
    }
    long[] straight = new long[found.count - from];
    int count = 0;
    Map<Long, Integer> ends = new HashMap<>();
    for (int i = from; i < found.count; i++) {
      if (found.pattern[i] >= 0 && !isTurned(found.pattern[i])) {
        straight[count] = (long) found.pattern[i] << 32 | found.start[i];
        ends.merge(straight[count++], found.end[i], Math::max);
      }
    }
    Arrays.sort(straight, 0, count);
    int kept = from;
    for (int i = from; i < found.count; i++) {
      // A word's pattern stands right before that of its reversed form.
      long key = (long) (found.pattern[i] - 1) << 32 | (found.end[i] - 1);
      int place = Arrays.binarySearch(straight, 0, count, key);
      int last = place >= 0 ? place : -place - 2;
      boolean same = last >= 0 && straight[last] >>> 32 == found.pattern[i] - 1;
      boolean overlaps = same && ends.getOrDefault(straight[last], 0) > found.start[i];
      if (!isTurned(found.pattern[i]) || !overlaps) {
        found.move(i, kept++);
      }
    }
    found.count = kept;
  }

  private boolean isTurned(int pattern) {
    return pattern >= 0 && (ruleset.patterns.flags(pattern) & Patterns.REVERSED) != 0;
  }

  /** Drops the matches that one allowed span covers completely. */
  private void dropAllowed(Matches found, int from) {
    int spans = permitted.count;
    if (allowedSpans.length < spans) {
      allowedSpans = new long[spans * 2];
    }
    for (int i = 0; i < spans; i++) {
      allowedSpans[i] = (long) permitted.start[i] << 32 | permitted.end[i];
    }
    Arrays.sort(allowedSpans, 0, spans);
    int reach = 0;
    for (int i = 0; i < spans; i++) {
      reach = Math.max(reach, (int) allowedSpans[i]);
      allowedSpans[i] = (allowedSpans[i] & 0xFFFFFFFF00000000L) | reach;
    }
    int kept = from;
    for (int i = from; i < found.count; i++) {
      if (!isAllowed(found.start[i], found.end[i], spans)) {
        found.move(i, kept++);
      }
    }
    found.count = kept;
  }

  private boolean isAllowed(int start, int end, int spans) {
    int low = 0;
    int high = spans - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if ((int) (allowedSpans[middle] >>> 32) <= start) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high >= 0 && (int) allowedSpans[high] >= end;
  }
}
