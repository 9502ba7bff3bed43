package chatrelay.schema;

import java.sql.SQLException;

/** No connection was made and nothing was sent; code and state are those of the cause. */
final class NotConnectedException extends SQLException {
  private static final long serialVersionUID = 1L;

  NotConnectedException(SQLException cause) {
    super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
  }
}
