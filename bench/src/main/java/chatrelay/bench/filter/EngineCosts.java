package chatrelay.bench.filter;

import chatrelay.moderation.ModerationEngine;
import chatrelay.moderation.lists.MatchMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What JMH's loop does not show: building, memory, prose with short words, hostile texts. Counts
 * processor time of the thread, because neighbours on a busy machine do not make a text dearer.
 */
final class EngineCosts {
  private static final int LONGEST_TEXT = 1 << 16;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Real text with the everyday words that hold short banned ones: pass, hello, scrap, class. */
  private static final List<Path> PROSE =
      List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("LICENSE"));

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
              Map.entry("disguised words", "kil|ing "),
              Map.entry("hyphened words", "po-tato "),
              Map.entry("lone surrogates", "\uDC00\uD800")));

  private EngineCosts() {}

  static void print(boolean quick) {
    System.out.println();
    for (int terms : quick ? new int[] {1_000} : new int[] {1_000, 10_000, 100_000}) {
      build(terms);
    }
    int milliseconds = quick ? 500 : 2_000;
    prose(milliseconds);
    hostile(milliseconds);
  }

  private static void build(int count) {
    List<String> terms = BenchmarkTexts.terms(count);
    long before = used();
    long best = Long.MAX_VALUE;
    ModerationEngine engine = null;
    for (int i = 0; i < 7; i++) {
      engine = null;
      long start = THREADS.getCurrentThreadCpuTime();
      engine = FilterKind.engine(terms, MatchMode.ANYWHERE);
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
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

  private static void prose(int milliseconds) {
    ModerationEngine engine = FilterKind.engine(SHORT_WORDS, MatchMode.WORD);
    prose("chat", engine, BenchmarkTexts.clean(140), milliseconds);
    List<String> lines = PROSE.stream().flatMap(EngineCosts::lines).toList();
    if (!lines.isEmpty()) {
      prose("the repository's own", engine, lines, milliseconds);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.isReadable(file)
          ? Files.readAllLines(file).stream().filter(line -> line.length() > 20)
          : Stream.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void prose(
      String name, ModerationEngine engine, List<String> texts, int milliseconds) {
    int characters = texts.stream().mapToInt(String::length).sum();
    double best =
        best(
            () -> {
              int hits = 0;
              for (String text : texts) {
                hits += engine.judge(text).hits().size();
              }
              return hits;
            },
            milliseconds);
    System.out.printf(
        Locale.ROOT,
        "prose (%s, %d lines), %d short whole words: %.1f ns per character%n",
        name,
        texts.size(),
        SHORT_WORDS.size(),
        best / characters);
  }

  private static void hostile(int milliseconds) {
    List<String> terms = new ArrayList<>(BenchmarkTexts.terms(1_000));
    terms.addAll(List.of("potato", "killing", "abab"));
    ModerationEngine engine = FilterKind.engine(terms, MatchMode.ANYWHERE);
    HOSTILE.forEach((name, unit) -> {
      String text = unit.repeat(LONGEST_TEXT / unit.length());
      double best = best(() -> engine.judge(text).hits().size(), milliseconds);
      System.out.printf(Locale.ROOT, "64 KiB of %s: %.2f ms%n", name, best / 1e6);
    });
  }

  private static double best(Supplier<Integer> work, int milliseconds) {
    long best = Long.MAX_VALUE;
    long end = THREADS.getCurrentThreadCpuTime() + milliseconds * 1_000_000L;
    for (long start = THREADS.getCurrentThreadCpuTime(); start < end; ) {
      if (work.get() < 0) {
        throw new IllegalStateException("a negative number of hits");
      }
      long stop = THREADS.getCurrentThreadCpuTime();
      best = Math.min(best, stop - start);
      start = stop;
    }
    return best;
  }
}
