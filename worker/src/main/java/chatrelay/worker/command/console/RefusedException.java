package chatrelay.worker.command.console;

import chatrelay.runtime.ExitCode;

/** A command that can't be carried out: the message names the cause and the fix. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public RefusedException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  /** Wrong input: exit code 64. */
  public static RefusedException usage(String message) {
    return new RefusedException(ExitCode.USAGE, message);
  }

  /** The named object does not exist: exit code 1. */
  public static RefusedException notFound(String message) {
    return new RefusedException(ExitCode.FOUND, message);
  }

  public ExitCode code() {
    return code;
  }
}
