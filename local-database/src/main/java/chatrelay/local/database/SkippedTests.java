package chatrelay.local.database;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Prints a line for each test that was skipped, with what it misses; found by JUnit's launcher.
 *
 * <p>Surefire's console only counts them, and a number does not tell which promise went untested.
 */
public final class SkippedTests implements TestExecutionListener {
  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    print(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.ABORTED) {
      print(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
    }
  }

  private static void print(TestIdentifier test, String reason) {
    StringBuilder path = new StringBuilder();
    for (UniqueId.Segment segment : test.getUniqueIdObject().getSegments()) {
      if (!segment.getType().equals("engine")) {
        path.append(path.isEmpty() ? "" : " / ").append(segment.getValue());
      }
    }
    String line = String.join(" ", reason.lines().map(String::strip).toList()).strip();
    System.out.println("SKIPPED " + path + ": " + line);
  }
}
