package chatrelay.bench.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures all contestants side by side in one run and prints a table per kind of text: time, bytes
 * allocated, and the ratio to the bare automaton walk. Then build time, memory, prose and hostile
 * texts of the engine.
 *
 * <p>Usage: {@code FilterBenchmarkMain [terms...]}; default 2 100 1000 10000 100000. Takes about
 * six minutes. Contestants that would need seconds per message are left out.
 */
public final class FilterBenchmarkMain {
  private static final List<String> TEXTS = List.of("clean-140", "clean-1000", "dirty-140");
  private static final List<String> SIZES = List.of("2", "100", "1000", "10000", "100000");
  private static final int MOST_TERMS_RE2J = 1_000;
  private static final int MOST_TERMS_REGEX = 10_000;

  private FilterBenchmarkMain() {}

  public static void main(String[] arguments) throws RunnerException {
    List<String> sizes = arguments.length == 0 ? SIZES : List.of(arguments);
    Map<String, Cell> cells = new TreeMap<>();
    for (FilterKind kind : FilterKind.values()) {
      List<String> possible =
          sizes.stream().filter(size -> Integer.parseInt(size) <= mostTerms(kind)).toList();
      for (RunResult result : possible.isEmpty() ? List.<RunResult>of() : run(kind, possible)) {
        cells.put(
            key(kind, result.getParams().getParam("terms"), result.getParams().getParam("text")),
            Cell.of(result));
      }
    }
    TEXTS.forEach(text -> print(text, sizes, cells));
    EngineCosts.print();
  }

  private record Cell(double nanoseconds, double bytes) {
    static Cell of(RunResult result) {
      // The fastest iteration: on a shared machine the others measure the neighbours.
      double best = result.getPrimaryResult().getStatistics().getMin();
      var allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
      return new Cell(best, allocated == null ? Double.NaN : allocated.getScore());
    }
  }

  private static int mostTerms(FilterKind kind) {
    return switch (kind) {
      case RE2J -> MOST_TERMS_RE2J;
      case SEED_REGEX, REGEX_ANY_CASE -> MOST_TERMS_REGEX;
      default -> Integer.MAX_VALUE;
    };
  }

  private static Collection<RunResult> run(FilterKind kind, List<String> sizes)
      throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(FilterBenchmark.class.getName().replace(".", "\\.") + "\\.message")
                .param("filter", kind.name())
                .param("terms", sizes.toArray(new String[0]))
                .param("text", TEXTS.toArray(new String[0]))
                .forks(1)
                .jvmArgs("-XX:+UseSerialGC", "-Xmx2g")
                .warmupIterations(6)
                .warmupTime(TimeValue.milliseconds(250))
                .measurementIterations(6)
                .measurementTime(TimeValue.milliseconds(150))
                .addProfiler("gc")
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
