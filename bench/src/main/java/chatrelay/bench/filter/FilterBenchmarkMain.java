package chatrelay.bench.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures all contestants side by side in one run and prints a table per kind of text: processor
 * time, bytes allocated, and the ratio to the bare automaton walk. Then build time, memory, prose
 * and hostile texts of the engine.
 *
 * <p>The contestants take turns in several rounds, each time in a process of its own, there and
 * back; a cell is the cheapest of all rounds. So none has a noisy minute to itself, and none is
 * judged by one process's luck with pages of memory and compiled code.
 *
 * <p>Usage: {@code FilterBenchmarkMain [--quick] [terms...]}; default 2 100 1000 10000 100000,
 * quick 100 1000. Contestants that would need seconds per message are left out.
 */
public final class FilterBenchmarkMain {
  private static final List<String> TEXTS = List.of("clean-140", "clean-1000", "dirty-140");
  private static final List<String> SIZES = List.of("2", "100", "1000", "10000", "100000");
  private static final List<String> QUICK_TEXTS = List.of("clean-140", "dirty-140");
  private static final List<String> QUICK_SIZES = List.of("100", "1000");
  private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";
  private static final int QUICK_ROUNDS = 2;
  private static final int ROUNDS = 3;
  private static final int MOST_TERMS_RE2J = 1_000;
  private static final int MOST_TERMS_REGEX = 10_000;

  private FilterBenchmarkMain() {}

  public static void main(String[] arguments) throws RunnerException {
    boolean quick = List.of(arguments).contains("--quick");
    List<String> named = Arrays.stream(arguments).filter(size -> !size.startsWith("-")).toList();
    if (!named.stream().allMatch(size -> size.matches("[1-9][0-9]{0,5}"))) {
      System.err.println("the sizes of the word list are whole numbers from 1 to 999999");
      System.exit(64);
    }
    List<String> sizes = named.isEmpty() ? (quick ? QUICK_SIZES : SIZES) : named;
    List<String> texts = quick ? QUICK_TEXTS : TEXTS;
    Map<String, Cell> cells = new TreeMap<>();
    for (String size : sizes) {
      for (String text : texts) {
        System.err.printf("measuring %s terms, %s characters%n", size, text.replace('-', ' '));
        for (int round = 0; round < (quick ? QUICK_ROUNDS : ROUNDS); round++) {
          for (RunResult result : run(kinds(size, round), size, text, quick)) {
            String kind = result.getParams().getParam("filter");
            cells.merge(key(FilterKind.valueOf(kind), size, text), Cell.of(result), Cell::cheaper);
          }
        }
      }
    }
    texts.forEach(text -> print(text, sizes, cells));
    EngineCosts.print(quick);
  }

  private record Cell(double nanoseconds, double bytes) {
    static Cell of(RunResult result) {
      // The cheapest iteration: in the others neighbours had emptied the processor's caches.
      var spent = result.getSecondaryResults().get(FilterBenchmark.Processor.COUNTER);
      double best = Objects.requireNonNull(spent).getStatistics().getMin();
      var allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      return new Cell(best, allocated == null ? Double.NaN : allocated.getScore());
    }

    Cell cheaper(Cell other) {
      return nanoseconds <= other.nanoseconds ? this : other;
    }
  }

  private static int mostTerms(FilterKind kind) {
    return switch (kind) {
      case RE2J -> MOST_TERMS_RE2J;
      case SEED_REGEX, REGEX_ANY_CASE -> MOST_TERMS_REGEX;
      default -> Integer.MAX_VALUE;
    };
  }

  private static boolean isRegex(FilterKind kind) {
    return mostTerms(kind) < Integer.MAX_VALUE;
  }

  /** Who takes part in a round: regular expressions, hundreds of times dearer, in one only. */
  private static String[] kinds(String size, int round) {
    List<String> kinds =
        Arrays.stream(FilterKind.values())
            .filter(kind -> Integer.parseInt(size) <= mostTerms(kind))
            .filter(kind -> round == 0 || !isRegex(kind))
            .map(Enum::name)
            .toList();
    return (round % 2 == 0 ? kinds : kinds.reversed()).toArray(String[]::new);
  }

  /** The contestants one after the other on the same texts, so that they share a noisy minute. */
  private static Collection<RunResult> run(String[] kinds, String size, String text, boolean quick)
      throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(FilterBenchmark.class.getName().replace(".", "\\.") + "\\.message")
                .param("filter", kinds)
                .param("terms", size)
                .param("text", text)
                .forks(1)
                // Compiling in the foreground: warm after the same work, however busy the machine.
                .jvmArgs("-XX:+UseSerialGC", "-Xmx2g", "-Xbatch", UNSAFE)
                .warmupIterations(quick ? 6 : 10)
                .warmupTime(TimeValue.milliseconds(400))
                .measurementIterations(quick ? 10 : 20)
                .measurementTime(TimeValue.milliseconds(50))
                .addProfiler("gc")
                .verbosity(VerboseMode.SILENT)
                .build())
        .run();
  }

  private static String key(FilterKind kind, String size, String text) {
    return kind + " " + size + " " + text;
  }

  private static void print(String text, List<String> sizes, Map<String, Cell> cells) {
    System.out.printf("%n%s characters: time; bytes; ratio to the walk%n", text.replace('-', ' '));
    List<String> header = new ArrayList<>(List.of("terms"));
    header.addAll(sizes);
    System.out.println("| " + String.join(" | ", header) + " |");
    for (FilterKind kind : FilterKind.values()) {
      List<String> row = new ArrayList<>(List.of(kind.name()));
      for (String size : sizes) {
        Cell cell = cells.get(key(kind, size, text));
        Cell walk = cells.get(key(FilterKind.WALK, size, text));
        row.add(
            cell == null || walk == null
                ? "left out"
                : String.format(
                    Locale.ROOT,
                    "%s; %.0f B; %.1f",
                    time(cell.nanoseconds()),
                    cell.bytes(),
                    cell.nanoseconds() / walk.nanoseconds()));
      }
      System.out.println("| " + String.join(" | ", row) + " |");
    }
  }

  private static String time(double nanoseconds) {
    if (nanoseconds < 10_000) {
      return String.format(Locale.ROOT, "%.0f ns", nanoseconds);
    }
    return String.format(Locale.ROOT, "%.1f us", nanoseconds / 1_000);
  }
}
