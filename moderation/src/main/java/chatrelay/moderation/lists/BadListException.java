package chatrelay.moderation.lists;

import java.util.List;
import java.util.stream.Collectors;

/** A word list that can't be used, with every reason found (at most {@value #MAX_PROBLEMS}). */
public final class BadListException extends IllegalArgumentException {
  /** Most reasons reported; further ones are left out. */
  public static final int MAX_PROBLEMS = 20;

  private final transient List<Problem> problems;

  /**
   * One reason.
   *
   * @param line the line of the file, from 1; 0 when the file as a whole is meant
   * @param message what is wrong and how to fix it, without the word itself
   */
  public record Problem(int line, String message) {
    @Override
    public String toString() {
      return line == 0 ? message : "line " + line + ": " + message;
    }
  }

  public BadListException(String list, List<Problem> problems) {
    super(
        problems.stream()
            .limit(MAX_PROBLEMS)
            .map(Problem::toString)
            .collect(Collectors.joining("; ", "word list " + list + ": ", "")));
    this.problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
  }

  /** The reasons in the order of the file; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
