package chatrelay.runtime;

/**
 * The exit codes of every program and command, after BSD's {@code sysexits.h}.
 *
 * <p>A service manager restarts on all but 64 and 78. A process that SIGTERM ended in order exits
 * with the JVM's own 143.
 */
public enum ExitCode {
  /** Done, nothing wrong. */
  OK(0),
  /** A check ran and found something. */
  FOUND(1),
  /** The command line is wrong. */
  USAGE(64),
  /** A port, a database or a broker that the program needs is not available. */
  UNAVAILABLE(69),
  /** A defect of the program. */
  INTERNAL(70),
  /** Stopped before its work was done; a restart resumes the work. */
  TEMPORARY(75),
  /** The configuration is wrong; a restart does not help. */
  CONFIGURATION(78);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number handed to the operating system, 0 to 78. */
  public int code() {
    return code;
  }
}
