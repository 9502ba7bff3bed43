package chatrelay.schema;

import com.mysql.cj.exceptions.SSLParamsException;
import com.mysql.cj.exceptions.UnableToConnectException;
import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to react to a failed statement or COMMIT, decided by error code and SQLState, never by text.
 *
 * <p>Codes and states are those Connector/J reports for MySQL 8.0.33 and MariaDB 11.4.5 (measured).
 * In every case roll back first: a lock wait time-out undoes only its own statement.
 */
public enum SqlFailure {
  /** Nothing was stored; run the same transaction again after a short pause. */
  RETRY,
  /**
   * The connection broke. During COMMIT the transaction may be stored (about 40 % of such errors,
   * measured by killing the server): run it again and let the unique key decide.
   */
  UNKNOWN_OUTCOME,
  /** The server is not a writer; the connection is evicted, run it again. */
  READ_ONLY,
  /** Disk or tablespace full: run it again after a long pause, and raise an alarm. */
  DISK_FULL,
  /** The row is already there. */
  DUPLICATE,
  /**
   * A row that the database refuses in every try: halve the batch down to it, then dead-letter it.
   */
  POISON,
  /** Wrong schema, privileges, login or statement: pause, raise an alarm, lose nothing. */
  CONFIGURATION,
  /** Not in the catalogue: treat it like {@link #CONFIGURATION}. */
  UNEXPECTED;

  private static final Set<Integer> READ_ONLY_CODES = Set.of(1290, 1836, 1015, 1792, 1874);
  private static final Set<Integer> DISK_CODES = Set.of(1021, 1114, 1041, 3675);
  private static final Set<Integer> DUPLICATE_CODES = Set.of(1062, 1586, 1169);

  /** Lock wait, deadlock, killed query, time limits, no free connection slot, NOWAIT. */
  private static final Set<Integer> RETRY_CODES =
      Set.of(1205, 1213, 1317, 3024, 1969, 1040, 1203, 1226, 1020, 1412, 1614, 3572);

  /** Connection killed, network errors, shutdown in progress, idle disconnect. */
  private static final Set<Integer> BROKEN_CODES =
      Set.of(1927, 1053, 1158, 1159, 1160, 1161, 1180, 2006, 2013, 4031);

  /** Too long, bad value, null, out of range, foreign key, CHECK, bad JSON, packet too large. */
  private static final Set<Integer> POISON_CODES =
      Set.of(1406, 1366, 1264, 1292, 1048, 1300, 1451, 1452, 3819, 4025, 3140, 3141, 1153);

  /**
   * Access, missing database, table or column, a column that we don't fill and that has no default,
   * syntax, privilege, unknown time zone, a binary log that can't take our isolation level.
   */
  private static final Set<Integer> CONFIGURATION_CODES =
      Set.of(
          1044, 1045, 1049, 1054, 1064, 1109, 1129, 1130, 1142, 1143, 1146, 1193, 1227, 1231, 1251,
          1298, 1364, 1370, 1524, 1665, 1698, 1820, 1862, 3118, 3159, 3955, 4151);

  /** Classifies the innermost SQLException of a failure; {@link #UNEXPECTED} without one. */
  public static SqlFailure classify(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return classify(sql);
      }
      depth++;
    }
    return UNEXPECTED;
  }

  /** Classifies one failure. Never throws; code 0 and a null SQLState are usual and handled. */
  public static SqlFailure classify(SQLException failure) {
    if (failure instanceof NotConnectedException
        || failure instanceof SQLTransientConnectionException) {
      return withoutConnection(failure);
    }
    if (failure instanceof SQLTimeoutException) {
      return RETRY;
    }
    if (isPacketTooBig(failure)) {
      return POISON;
    }
    SqlFailure byCode = byCode(failure.getErrorCode());
    return byCode == null ? byState(failure.getSQLState()) : byCode;
  }

  /**
   * Nothing was sent, so no row is at fault and nothing can be stored: what the driver reports for
   * a wrong port (a packet too large) or for an untrusted certificate (a broken connection) means
   * something else here.
   */
  private static SqlFailure withoutConnection(SQLException failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        SqlFailure byCode = byCode(sql.getErrorCode());
        SqlFailure known = byCode == null ? byState(sql.getSQLState()) : byCode;
        if (known != UNKNOWN_OUTCOME && known != UNEXPECTED) {
          return known == POISON || known == DUPLICATE ? CONFIGURATION : known;
        }
      }
      if (cause instanceof PacketTooBigException
          || cause instanceof CertificateException
          || cause instanceof SSLParamsException
          || cause instanceof UnableToConnectException) {
        return CONFIGURATION;
      }
      depth++;
    }
    return RETRY;
  }

  /** Raised by the driver before it sends anything; a batch wraps it. */
  private static boolean isPacketTooBig(SQLException failure) {
    return failure instanceof PacketTooBigException
        || failure.getCause() instanceof PacketTooBigException;
  }

  private static @Nullable SqlFailure byCode(int code) {
    if (READ_ONLY_CODES.contains(code)) {
      return READ_ONLY;
    }
    if (RETRY_CODES.contains(code)) {
      return RETRY;
    }
    if (BROKEN_CODES.contains(code)) {
      return UNKNOWN_OUTCOME;
    }
    if (DUPLICATE_CODES.contains(code)) {
      return DUPLICATE;
    }
    if (POISON_CODES.contains(code)) {
      return POISON;
    }
    if (DISK_CODES.contains(code)) {
      return DISK_FULL;
    }
    return CONFIGURATION_CODES.contains(code) ? CONFIGURATION : null;
  }

  private static SqlFailure byState(@Nullable String state) {
    if (state == null || state.length() < 2) {
      return UNEXPECTED;
    }
    return switch (state.substring(0, 2)) {
      case "08" -> state.equals("08004") ? RETRY : UNKNOWN_OUTCOME;
      case "40" -> RETRY;
      case "22", "23" -> POISON;
      case "28", "42" -> CONFIGURATION;
      default -> UNEXPECTED;
    };
  }

  /** Whether running the same transaction again may succeed without a change by an operator. */
  public boolean isRetryable() {
    return switch (this) {
      case RETRY, UNKNOWN_OUTCOME, READ_ONLY, DISK_FULL -> true;
      case DUPLICATE, POISON, CONFIGURATION, UNEXPECTED -> false;
    };
  }
}
