package chatrelay.bench.filter;

import chatrelay.moderation.MatchMode;
import chatrelay.moderation.ModerationEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What JMH's loop does not show: building, memory, prose with short words, hostile texts. */
final class EngineCosts {
  private static final int LONGEST_TEXT = 1 << 16;
  private static final int ROUNDS = 15;

  private static final List<String> SHORT_WORDS =
      List.of("ass", "hell", "damn", "crap", "fool", "tit", "sex", "die", "cock", "anal", "arse");

  private static final Map<String, String> HOSTILE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("one letter", "a"),
              Map.entry("two letters", "ab"),
              Map.entry("spaced letters", "a "),
              Map.entry("dotted letters", "p."),
              Map.entry("spaced pairs", "po ta "),
              Map.entry("leet", "p0t4t0|$!"),
              Map.entry("bars", "kil|"),
              Map.entry("zalgo", "p\u0300\u0316o\u0301"),
              Map.entry("entities", "&#112;"),
              Map.entry("nested entities", "&amp;amp;#112;"),
              Map.entry("open tags", "<b "),
              Map.entry("look-alikes", "\u0440\u043E\u0442\u0430\u0442\u043E "),
              Map.entry("alternatives", "\u03C5\u03BD"),
              Map.entry("apostrophes", "a'b'"),
              Map.entry("digits between", "a1b2"),
              Map.entry("flags", "\uD83C\uDDF5"),
              Map.entry("lone surrogates", "\uDC00\uD800")));

  private EngineCosts() {}

  static void print() {
    System.out.println();
    for (int terms : new int[] {1_000, 10_000, 100_000}) {
      build(terms);
    }
    prose();
    hostile();
  }

  private static void build(int count) {
    List<String> terms = BenchmarkTexts.terms(count);
    long before = used();
    long best = Long.MAX_VALUE;
    ModerationEngine engine = null;
    for (int i = 0; i < 5; i++) {
      engine = null;
      long start = System.nanoTime();
      engine = FilterKind.engine(terms, MatchMode.ANYWHERE);
      best = Math.min(best, System.nanoTime() - start);
    }
    long after = used();
    System.out.printf(
        Locale.ROOT,
        "build %d terms: %.0f ms warm, %.1f MB retained (%s)%n",
        count,
        best / 1e6,
        (after - before) / 1e6,
        engine == null ? "" : engine.judge("a clean text").verdict());
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void prose() {
    ModerationEngine engine = FilterKind.engine(SHORT_WORDS, MatchMode.WORD);
    List<String> texts = BenchmarkTexts.clean(140);
    int characters = texts.stream().mapToInt(String::length).sum();
    double best =
        best(
            () -> {
              int hits = 0;
              for (int i = 0; i < 20; i++) {
                for (String text : texts) {
                  hits += engine.judge(text).hits().size();
                }
              }
              return hits;
            },
            60);
    System.out.printf(
        Locale.ROOT,
        "prose, %d short whole words: %.1f ns per character%n",
        SHORT_WORDS.size(),
        best / 20 / characters);
  }

  private static void hostile() {
    List<String> terms = new ArrayList<>(BenchmarkTexts.terms(1_000));
    terms.addAll(List.of("potato", "killing", "abab"));
    ModerationEngine engine = FilterKind.engine(terms, MatchMode.ANYWHERE);
    HOSTILE.forEach((name, unit) -> {
      String text = unit.repeat(LONGEST_TEXT / unit.length());
      double best = best(() -> engine.judge(text).hits().size(), ROUNDS);
      System.out.printf(Locale.ROOT, "64 KiB of %s: %.2f ms%n", name, best / 1e6);
    });
  }

  private static double best(Supplier<Integer> work, int rounds) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      if (work.get() < 0) {
        throw new IllegalStateException("a negative number of hits");
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }
}
