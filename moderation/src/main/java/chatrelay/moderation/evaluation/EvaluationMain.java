package chatrelay.moderation.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints recall, precision and exact output of the engine on evaluation files.
 *
 * <p>Usage: {@code EvaluationMain FILE...}; {@code -v} first lists the rows that came out wrong.
 * Exit code 0: all files pass; 1: one does not; 64: no file named or one is unreadable.
 */
public final class EvaluationMain {
  private EvaluationMain() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    boolean verbose = arguments.length > 0 && arguments[0].equals("-v");
    if (arguments.length == (verbose ? 1 : 0)) {
      System.err.println("usage: EvaluationMain [-v] FILE...");
      return 64;
    }
    boolean passed = true;
    for (int i = verbose ? 1 : 0; i < arguments.length; i++) {
      Evaluation evaluation = new Evaluation();
      try {
        evaluation.add(Files.readAllLines(Path.of(arguments[i])));
      } catch (IOException | IllegalArgumentException e) {
        System.err.println(arguments[i] + ": " + e);
        return 64;
      }
      System.out.println(arguments[i]);
      System.out.print(evaluation.report());
      System.out.println(evaluation.passes() ? "passed" : "FAILED");
      if (verbose) {
        evaluation.failures().forEach(System.out::println);
      }
      passed &= evaluation.passes();
    }
    return passed ? 0 : 1;
  }
}
