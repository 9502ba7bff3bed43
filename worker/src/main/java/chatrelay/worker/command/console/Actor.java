package chatrelay.worker.command.console;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The operator and the reason: the options {@code --by} and {@code --reason}, as a mixin. */
public final class Actor {
  private static final int LONGEST_REASON = 500;
  private static final int LONGEST_NAME = 100;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Name of the operator. Default: the user of this machine.")
  private String by = System.getProperty("user.name", "unknown");

  @Option(names = "--reason", paramLabel = "TEXT", description = "Reason, stored with the change.")
  private @Nullable String reason;

  /**
   * The name, 1 to 100 characters.
   *
   * @throws RefusedException when it has another length
   */
  public String by() {
    if (by.isBlank() || by.length() > LONGEST_NAME) {
      throw RefusedException.usage("--by must have 1 to " + LONGEST_NAME + " characters");
    }
    return by.strip();
  }

  /**
   * The reason, up to 500 characters; null when none was given.
   *
   * @throws RefusedException when it is longer
   */
  public @Nullable String reason() {
    if (reason != null && reason.length() > LONGEST_REASON) {
      throw RefusedException.usage("--reason must have at most " + LONGEST_REASON + " characters");
    }
    return reason;
  }
}
