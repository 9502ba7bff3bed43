package chatrelay.moderation;

import chatrelay.moderation.lists.Action;
import chatrelay.moderation.lists.WordList;
import chatrelay.moderation.mask.Masker;
import chatrelay.moderation.mask.Surroundings;
import chatrelay.moderation.scan.Matches;
import chatrelay.moderation.scan.Windows;
import chatrelay.moderation.text.MappedText;
import chatrelay.moderation.unicode.CharacterFacts;
import chatrelay.moderation.unicode.CharacterTable;
import chatrelay.moderation.work.Work;
import java.util.Arrays;
import java.util.List;

/**
 * Judges one text at a time for one thread: the scratch memory of an engine.
 *
 * <p>A masked text is judged again, because taking a word out can join what stood around it ({@code
 * po}, a masked word, {@code tato}); what that finds is masked as well, until nothing new comes up.
 * So judging a masked text never changes it.
 */
final class Deliberation {
  /** Rounds after which the tokens around a find, then the whole text, are masked. */
  private static final int EXACT_ROUNDS = 2;

  private static final int WIDE_ROUNDS = 4;

  private final Ruleset ruleset;
  private final char mask;
  private final Masker masker;
  private final String listVersion;
  private final MatchFinder finder;
  private final Work work;
  private final Windows windows;
  private final Matches found = new Matches();
  private final Matches later = new Matches();
  private final MappedText masked = new MappedText();
  private char[] buffer = new char[512];
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private int spans;

  /** Whether only rules that mask change the text. */
  private boolean approved;

  /** What the matches ask for together. */
  private Action strongest = Action.SHADOW;

  Deliberation(Ruleset ruleset, char mask, String listVersion, long steps) {
    this.ruleset = ruleset;
    this.mask = mask;
    masker = new Masker(mask);
    this.listVersion = listVersion;
    work = new Work(steps);
    windows = new Windows(work);
    finder = new MatchFinder(ruleset, work);
  }

  /** True when nothing in the text could match; no allocation. */
  boolean isClean(String text) {
    int length = text.length();
    if (buffer.length < length) {
      buffer = new char[Math.max(length, buffer.length * 2)];
    }
    text.getChars(0, length, buffer, 0);
    work.begin();
    return !ruleset.firstPass.run(buffer, length, windows) && ruleset.regexRules.isEmpty();
  }

  /** The judgement of a text for which {@link #isClean} has just answered false. */
  Judgement judge(String text) {
    return judge(text, false);
  }

  /** As {@link #judge} of a text that is published whatever it holds. */
  Judgement judgeApproved(String text) {
    return judge(text, true);
  }

  private Judgement judge(String text, boolean isApproved) {
    approved = isApproved;
    int length = text.length();
    found.clear();
    boolean plain = windows.count == 0 && !windows.escapes && ruleset.isWordsOnly;
    if (plain) {
      finder.take(windows.plain, found);
    } else {
      finder.find(buffer, length, windows, found);
    }
    String published = text;
    if (takeSpans()) {
      published = plain ? maskPlain(length) : mask(length);
    }
    return new Judgement(Verdict.of(strongest), published, hits(text), listVersion);
  }

  /** As {@link #judge}, looking closely at all of the text: what the first pass must not change. */
  Judgement judgeThoroughly(String text) {
    isClean(text);
    windows.clear();
    windows.add(0, text.length());
    windows.escapes = true;
    return judge(text);
  }

  private String mask(int length) {
    boolean settled =
        !finder.isContextual() && Surroundings.areOrdinary(buffer, length, starts, ends, spans);
    for (int round = 1; !settled && round <= WIDE_ROUNDS; round++) {
      masker.map(buffer, length, starts, ends, spans, masked);
      settled = !judgeMasked(round);
      if (!settled) {
        takeSpans();
      }
    }
    return masker.mask(buffer, length, starts, ends, spans);
  }

  /** As {@link #mask} for ASCII letters between ASCII characters: each is a cluster by itself. */
  private String maskPlain(int length) {
    if (!Surroundings.areOrdinary(buffer, length, starts, ends, spans)) {
      return mask(length);
    }
    for (int i = 0; i < spans; i++) {
      Arrays.fill(buffer, starts[i], ends[i], mask);
    }
    return new String(buffer, 0, length);
  }

  /** Adds what is found in the masked text; false when that would mask nothing more. */
  private boolean judgeMasked(int round) {
    boolean look = ruleset.firstPass.run(masked.text, masked.length, windows);
    if (!look && ruleset.regexRules.isEmpty()) {
      return false;
    }
    later.clear();
    finder.find(masked.text, masked.length, windows, later);
    boolean more = false;
    for (int i = 0; i < later.count; i++) {
      boolean masks = masks(ruleset.action(later.pattern[i]));
      if (masks && showsMore(later.start[i], later.end[i])) {
        more = true;
        int start = round > EXACT_ROUNDS ? wideStart(round, later.start[i]) : later.start[i];
        int end = round > EXACT_ROUNDS ? wideEnd(round, later.end[i]) : later.end[i];
        found.add(later.pattern[i], masked.from[start], masked.to[end - 1]);
      }
    }
    return more;
  }

  /** True when a stretch of the masked text has something visible that is no mask. */
  private boolean showsMore(int from, int to) {
    int codePoint;
    for (int at = from; at < to; at += Character.charCount(codePoint)) {
      codePoint = Character.codePointAt(masked.text, at, to);
      int facts = CharacterTable.facts(codePoint);
      boolean hidden =
          CharacterFacts.kind(facts) == CharacterFacts.SPACE
              || (facts & CharacterFacts.INVISIBLE) != 0;
      if (codePoint != mask && !hidden) {
        return true;
      }
    }
    return false;
  }

  private int wideStart(int round, int from) {
    int at = round == WIDE_ROUNDS ? 0 : from;
    while (at > 0 && !isSpace(masked.text[at - 1])) {
      at--;
    }
    return at;
  }

  private int wideEnd(int round, int to) {
    int at = round == WIDE_ROUNDS ? masked.length : to;
    while (at < masked.length && !isSpace(masked.text[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char unit) {
    return CharacterFacts.kind(CharacterTable.facts(unit)) == CharacterFacts.SPACE;
  }

  /**
   * Collects the spans to mask in rising order and what the matches ask for; false without spans.
   */
  private boolean takeSpans() {
    spans = 0;
    strongest = Action.SHADOW;
    if (starts.length < found.count) {
      starts = new int[found.count * 2];
      ends = new int[found.count * 2];
    }
    boolean ordered = true;
    for (int i = 0; i < found.count; i++) {
      Action asked = ruleset.action(found.pattern[i]);
      strongest = asked.compareTo(strongest) > 0 ? asked : strongest;
      if (masks(asked)) {
        starts[spans] = found.start[i];
        ends[spans] = found.end[i];
        ordered &= spans == 0 || starts[spans - 1] <= starts[spans];
        spans++;
      }
    }
    if (!ordered) {
      order();
    }
    return spans > 0;
  }

  private boolean masks(Action action) {
    return approved ? action == Action.MASK : action.masks();
  }

  private void order() {
    long[] keys = new long[spans];
    for (int i = 0; i < spans; i++) {
      keys[i] = (long) starts[i] << 32 | ends[i];
    }
    Arrays.sort(keys);
    for (int i = 0; i < spans; i++) {
      starts[i] = (int) (keys[i] >>> 32);
      ends[i] = (int) keys[i];
    }
  }

  private List<Hit> hits(String text) {
    if (found.count == 0) {
      return List.of();
    }
    sort();
    Hit[] hits = new Hit[Math.min(found.count, Judgement.MAX_HITS)];
    int size = 0;
    int place = 0;
    int codePoints = 0;
    for (int i = 0; i < found.count && size < hits.length; i++) {
      if (i > 0 && compare(i - 1, i) == 0) {
        continue;
      }
      codePoints += text.codePointCount(place, found.start[i]);
      place = found.start[i];
      hits[size++] = hit(text, i, codePoints);
    }
    return switch (size) {
      case 1 -> List.of(hits[0]);
      case 2 -> List.of(hits[0], hits[1]);
      default -> List.of(size == hits.length ? hits : Arrays.copyOf(hits, size));
    };
  }

  /** Puts the matches in the order of hits; they nearly always are. */
  private void sort() {
    boolean ordered = true;
    for (int i = 1; i < found.count && ordered; i++) {
      ordered = compare(i - 1, i) <= 0;
    }
    if (ordered) {
      return;
    }
    long[] keys = new long[found.count];
    Arrays.setAll(keys, i -> ((long) found.start[i] << 32) | i);
    Arrays.sort(keys);
    int[] order = Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    for (int i = 1; i < order.length; i++) {
      int moved = order[i];
      int hole = i;
      for (; hole > 0 && compare(order[hole - 1], moved) > 0; hole--) {
        order[hole] = order[hole - 1];
      }
      order[hole] = moved;
    }
    found.arrange(order);
  }

  private Hit hit(String text, int i, int startCodePoint) {
    int start = found.start[i];
    int end = found.end[i];
    WordList list = ruleset.list(found.pattern[i]);
    int cut = Math.min(end, start + Hit.MAX_MATCHED);
    if (cut < end && Character.isHighSurrogate(text.charAt(cut - 1))) {
      cut--;
    }
    return new Hit(
        ruleset.ruleId(found.pattern[i]),
        list.name(),
        list.version(),
        ruleset.action(found.pattern[i]),
        start,
        end,
        startCodePoint,
        startCodePoint + text.codePointCount(start, end),
        text.substring(start, cut));
  }

  private int compare(int left, int right) {
    int order = Integer.compare(found.start[left], found.start[right]);
    order = order != 0 ? order : Integer.compare(found.end[left], found.end[right]);
    return order != 0 ? order : Long.compare(ruleNumber(left), ruleNumber(right));
  }

  /** Orders rules by list, words before regular expressions, then by place in the list. */
  private long ruleNumber(int i) {
    int match = found.pattern[i];
    if (match < 0) {
      return (long) ruleset.regexRules.list(~match) << 33 | 1L << 32 | ~match;
    }
    return (long) ruleset.patterns.list(match) << 33 | ruleset.patterns.rule(match);
  }
}
