package chatrelay.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * A dependency outside the process is not available: a port, a folder, a database, a broker.
 *
 * <p>The message is one line that names the cause and the fix. At start the program exits with
 * {@link ExitCode#UNAVAILABLE}.
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_CAUSE = 300;

  /** The cause and the fix in one line, without secrets. */
  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Nothing can listen there: another program does, or the host names another machine. */
  public static UnavailableException portInUse(String host, int port, Throwable cause) {
    return new UnavailableException(notListening(host, port, "another port"), cause);
  }

  static String notListening(String host, int port, String setting) {
    String where = port + " on " + host;
    if (!isOfThisMachine(host)) {
      return "can't listen on port "
          + where
          + ", which is not an address of this machine; set 127.0.0.1, 0.0.0.0 for all, or one of its"
          + " addresses";
    }
    String other = setting.equals("another port") ? setting : setting + " to another port";
    return "port " + where + " is in use; stop the program that listens there or set " + other;
  }

  /** The schema can't be brought to the newest version; the failure's text is redacted. */
  public static UnavailableException notMigrated(RuntimeException failure, String fix) {
    String text = Redaction.redact(String.valueOf(failure.getMessage())).replaceAll("\\s+", " ");
    String cause = text.substring(0, Math.min(LONGEST_CAUSE, text.length())).strip();
    return new UnavailableException(
        "the database can't be migrated (" + cause + "); " + fix, failure);
  }

  private static boolean isOfThisMachine(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException unknown) {
      return false;
    }
  }
}
