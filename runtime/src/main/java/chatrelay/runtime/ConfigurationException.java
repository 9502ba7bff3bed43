package chatrelay.runtime;

import java.util.List;
import java.util.stream.Collectors;

/**
 * All problems of a configuration, reported together.
 *
 * <p>Each problem names the variable, its value (secrets hidden) and the fix. The program exits
 * with {@link ExitCode#CONFIGURATION}.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** At least one problem. */
  public ConfigurationException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(Collectors.joining(System.lineSeparator())));
    this.problems = List.copyOf(problems);
  }

  /** The problems in the order they were found. */
  public List<Problem> problems() {
    return problems;
  }

  /** One problem: the variable, its present value, and the fix. */
  public record Problem(String variable, String cause, String fix) {
    @Override
    public String toString() {
      return variable + ": " + cause + ". Fix: " + fix;
    }
  }
}
