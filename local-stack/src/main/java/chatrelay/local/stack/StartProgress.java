package chatrelay.local.stack;

import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * Shows on a terminal which part is being started and how long each part took.
 *
 * <p>One line per part, on the given stream. Used by the starting thread only.
 */
public final class StartProgress {
  private final PrintStream out;

  private StartProgress(PrintStream out) {
    this.out = out;
  }

  /** Lines on {@code out}. */
  public static StartProgress on(PrintStream out) {
    return new StartProgress(out);
  }

  /** No output, for tests. */
  public static StartProgress silent() {
    return new StartProgress(new PrintStream(PrintStream.nullOutputStream()));
  }

  /** Runs {@code start} and prints the time it took. */
  public <T> T step(String what, Supplier<T> start) {
    out.printf("  %-20s", what);
    out.flush();
    long begin = System.nanoTime();
    try {
      T started = start.get();
      out.printf("%5.1f s%n", (System.nanoTime() - begin) / 1e9);
      return started;
    } catch (RuntimeException failure) {
      out.printf("failed%n");
      throw failure;
    }
  }

  /** Prints a separate line. */
  public void say(String line) {
    out.println(line);
    out.flush();
  }
}
