package chatrelay.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Something outside the process that it needs is not there: a port, a folder, a database, a broker.
 *
 * <p>The message is one line for people that names the cause and the fix. A program that meets it
 * at start exits with {@link ExitCode#UNAVAILABLE}.
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is missing and how to mend it, in one line, without secrets. */
  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Another program listens on the port already. */
  public static UnavailableException portInUse(String host, int port, Throwable cause) {
    return new UnavailableException(
        "port "
            + port
            + " on "
            + host
            + " is in use; stop the program that listens there or set"
            + " another port",
        cause);
  }
}
