package chatrelay.local.database;

/**
 * The embedded database can't start or stop. The message names the cause and, where one exists, the
 * fix; it never holds a password.
 */
public final class EmbeddedDatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedDatabaseException(String message) {
    super(message);
  }

  EmbeddedDatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
