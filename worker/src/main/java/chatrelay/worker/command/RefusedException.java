package chatrelay.worker.command;

import chatrelay.runtime.ExitCode;

/** A command that can't do what it was asked: the message names the cause and the fix. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  RefusedException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  /** Wrong input: exit code 64. */
  static RefusedException usage(String message) {
    return new RefusedException(ExitCode.USAGE, message);
  }

  /** There is no such thing: exit code 1. */
  static RefusedException notFound(String message) {
    return new RefusedException(ExitCode.FOUND, message);
  }

  ExitCode code() {
    return code;
  }
}
