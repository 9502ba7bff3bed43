package chatrelay.runtime;

/**
 * The exit codes of every program and command, after BSD's {@code sysexits.h}.
 *
 * <p>A service manager can tell from them what is worth a restart: 64 and 78 are not, the others
 * are. A process ended by SIGTERM in good order exits with the JVM's own 143.
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
  /** Stopped before its work was done; starting again goes on with it. */
  TEMPORARY(75),
  /** The configuration is wrong; starting again won't help. */
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
