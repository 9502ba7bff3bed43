package chatrelay.local.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints a line for each skipped test or class with the reason, and records how many tests each
 * covers in {@code target/skipped-tests.tsv}; JUnit's launcher finds it as a service.
 *
 * <p>Surefire's console only counts skipped tests and a number does not show which promise went
 * untested. {@code build/SkippedSummary.java} sums the records up at the end of the build.
 */
public final class SkippedTests implements TestExecutionListener {
  private static final Path RECORD = Path.of("target", "skipped-tests.tsv");

  private @Nullable TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    report(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.ABORTED) {
      report(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
    }
  }

  private void report(TestIdentifier test, String reason) {
    StringBuilder path = new StringBuilder();
    for (UniqueId.Segment segment : test.getUniqueIdObject().getSegments()) {
      if (!segment.getType().equals("engine")) {
        path.append(path.isEmpty() ? "" : " / ").append(segment.getValue());
      }
    }
    String line = String.join(" ", reason.lines().map(String::strip).toList()).strip();
    System.out.println("SKIPPED " + path + ": " + line);
    append(System.currentTimeMillis() + "\t" + tests(test) + "\t" + line.replace('\t', ' ') + "\n");
  }

  /** Tests in a skipped class; a parameterized one counts once, as its cases are not known yet. */
  private long tests(TestIdentifier skipped) {
    if (skipped.isTest() || plan == null) {
      return 1;
    }
    return Math.max(
        1,
        plan.getDescendants(skipped).stream()
            .filter(descendant -> plan.getChildren(descendant).isEmpty())
            .count());
  }

  private static void append(String line) {
    try {
      Files.createDirectories(RECORD.getParent());
      Files.writeString(
          RECORD,
          line,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new UncheckedIOException("could not record skipped tests in " + RECORD, unwritable);
    }
  }
}
