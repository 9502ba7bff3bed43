package chatrelay.moderation.evaluation;

import chatrelay.moderation.Judgement;
import chatrelay.moderation.ModerationEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the engine over evaluation rows and reports how it did. Mutable, one thread.
 *
 * <p>Row format: see {@link #add}. Comment lines start with {@code #}.
 */
public final class Evaluation {
  /** Lowest recall, in percent of the dirty rows, that passes. */
  public static final double LEAST_RECALL = 98;

  /** Lowest precision, in percent of the flagged rows, that passes. */
  public static final double LEAST_PRECISION = 99.5;

  /** Lowest share of rows with exactly the expected text, in percent, that passes. */
  public static final double LEAST_EXACT = 98;

  private final Map<String, ModerationEngine> engines = new HashMap<>();
  private final Map<String, Tally> categories = new TreeMap<>();
  private final Tally total = new Tally();
  private final List<String> failures = new ArrayList<>();

  /**
   * Judges every row of a file's lines: text, words, expected text or {@code clean}, split and
   * category, separated by tabs.
   *
   * @throws IllegalArgumentException for a row that does not have this form, naming its line
   */
  public void add(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      boolean comment = lines.get(i).startsWith("# ") || lines.get(i).isEmpty();
      if (!comment || lines.get(i).indexOf('\t') >= 0 && i > 0) {
        judge(EvaluationRow.parse(i + 1, lines.get(i)));
      }
    }
  }

  private void judge(EvaluationRow row) {
    ModerationEngine engine =
        engines.computeIfAbsent(
            row.words(), words -> ModerationEngine.compile(List.of(EvaluationRow.list(words))));
    Judgement judgement = engine.judge(row.text());
    boolean flagged = !judgement.hits().isEmpty();
    boolean exact = judgement.text().equals(row.expected());
    total.count(row.clean(), flagged, exact);
    categories
        .computeIfAbsent(row.category(), name -> new Tally())
        .count(row.clean(), flagged, exact);
    if (!exact || flagged == row.clean()) {
      failures.add(
          "line %d (%s): %s -> %s instead of %s, words %s"
              .formatted(
                  row.line(),
                  row.category(),
                  visible(row.text()),
                  visible(judgement.text()),
                  visible(row.expected()),
                  row.words()));
    }
  }

  /** Rows judged so far. */
  public int rows() {
    return total.rows();
  }

  /** True when recall, precision and exactness reach the least values. */
  public boolean passes() {
    return total.recall() >= LEAST_RECALL
        && total.precision() >= LEAST_PRECISION
        && total.exactness() >= LEAST_EXACT;
  }

  /** The rows that did not come out as expected, one line each. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** A table of all categories and the total. */
  public String report() {
    StringBuilder report = new StringBuilder();
    report.append(
        String.format(
            Locale.ROOT,
            "%-18s %6s %8s %10s %8s%n",
            "category",
            "rows",
            "recall",
            "precision",
            "exact"));
    categories.forEach((name, tally) -> report.append(line(name, tally)));
    return report.append(line("all", total)).toString();
  }

  private static String line(String name, Tally tally) {
    return String.format(
        Locale.ROOT,
        "%-18s %6d %8.1f %10.1f %8.1f%n",
        name,
        tally.rows(),
        tally.recall(),
        tally.precision(),
        tally.exactness());
  }

  private static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c > ' ' && c < 127 || Character.isLetterOrDigit(c) || c == ' ') {
            shown.appendCodePoint(c);
          } else {
            shown.append("\\u{").append(Integer.toHexString(c)).append('}');
          }
        });
    return shown.toString();
  }
}
