package chatrelay.runtime;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything that is wrong with a configuration, told at once.
 *
 * <p>Each problem names the variable, its value (secrets hidden) and the fix. A program that meets
 * it exits with {@link ExitCode#CONFIGURATION}.
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

  /** One thing that is wrong: {@code variable}, what it is now, and what to do. */
  public record Problem(String variable, String cause, String fix) {
    @Override
    public String toString() {
      return variable + ": " + cause + ". Fix: " + fix;
    }
  }
}
