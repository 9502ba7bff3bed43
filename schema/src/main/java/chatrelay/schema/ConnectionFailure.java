package chatrelay.schema;

import chatrelay.schema.SessionDataSource.Access;
import com.mysql.cj.exceptions.SSLParamsException;
import com.mysql.cj.exceptions.UnableToConnectException;
import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a program can't use its database, for the operator.
 *
 * <p>Decided by error codes and exception types, never by text: those Connector/J 9.7 reports for
 * MySQL 8.0.33 and MariaDB 11.4.5 (measured). Holds no text of driver or server, and no secret.
 *
 * @param cause one sentence without a full stop; names the server, and the user or database
 * @param fix what to do; names the variables
 */
public record ConnectionFailure(Kind kind, String cause, String fix) {
  private static final int DEEPEST = 20;

  /** What is wrong. */
  public enum Kind {
    /**
     * No server answers: wrong name, address or port, no way through the network, or it is down.
     */
    UNREACHABLE(false),
    /** The server takes no connection at present: too many of them, or closed for maintenance. */
    OVERLOADED(false),
    /** The server takes no writes. */
    READ_ONLY(false),
    /** What answers does not speak MySQL's protocol. */
    NO_DATABASE_SERVER(true),
    /** Unknown user, or wrong password. */
    WRONG_PASSWORD(true),
    /** The account may not log in: locked, expired, blocked, or not from this address. */
    ACCOUNT_CLOSED(true),
    /** The account lacks privileges. */
    MISSING_RIGHTS(true),
    /** There is no database of that name. */
    UNKNOWN_DATABASE(true),
    /** No agreement on encryption, or a certificate that is not trusted. */
    TLS(true),
    /** The account's way to log in can't be used over this connection. */
    AUTHENTICATION_PLUGIN(true),
    /** None of these; the cause names the error's number. */
    OTHER(false);

    private final boolean configuration;

    Kind(boolean configuration) {
      this.configuration = configuration;
    }

    /** Whether waiting can't help: the configuration or the server has to be changed. */
    public boolean isConfiguration() {
      return configuration;
    }
  }

  /** One line: cause and fix. */
  public String message() {
    return cause + ". Fix: " + fix;
  }

  /**
   * Opens one writing connection outside any pool and closes it, for programs that start; within
   * the settings' connect and socket time-outs.
   *
   * @return empty when the server took it
   */
  public static Optional<ConnectionFailure> probe(DatabaseSettings settings) {
    return probe(settings, Access.WRITER);
  }

  static Optional<ConnectionFailure> probe(DatabaseSettings settings, Access access) {
    try (Connection _ = new SessionDataSource(settings, access).getConnection()) {
      return Optional.empty();
    } catch (SQLException failure) {
      return of(failure, settings);
    }
  }

  /**
   * Explains why there was no connection to the server of {@code settings}, or which statement
   * lacked a privilege, however deep the pool, jOOQ or Flyway have wrapped it.
   *
   * @return empty for a statement that failed otherwise, see {@link SqlFailure}; never empty when
   *     no connection was made
   */
  public static Optional<ConnectionFailure> of(Throwable failure, DatabaseSettings settings) {
    List<Throwable> causes = causes(failure);
    ConnectionFailureText text = new ConnectionFailureText(settings);
    for (Throwable cause : causes) {
      ConnectionFailure known = certain(cause, text);
      if (known != null) {
        return Optional.of(known);
      }
    }
    boolean connecting =
        causes.stream()
            .anyMatch(cause ->
                cause instanceof NotConnectedException
                    || cause instanceof SQLTransientConnectionException);
    return connecting ? Optional.of(likely(causes, text)) : Optional.empty();
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    Throwable cause = failure;
    while (cause != null && causes.size() < DEEPEST) {
      causes.add(cause);
      cause = cause.getCause();
    }
    return causes;
  }

  /** Codes that occur only while connecting, or mean the same in a statement. */
  private static @Nullable ConnectionFailure certain(Throwable cause, ConnectionFailureText text) {
    return switch (cause) {
      case SQLException sql -> text.ofCode(sql.getErrorCode());
      case UnknownHostException _ -> text.unknownHost();
      case ConnectException _ -> text.refused();
      case NoRouteToHostException _ -> text.refused();
      case SSLParamsException _ -> text.trustStore();
      case CertificateException _ -> text.certificate();
      case UnableToConnectException _ -> text.noSafeLogin();
      default -> null;
    };
  }

  /** Codes that may also end a connection; the causes are those of connecting. */
  private static ConnectionFailure likely(List<Throwable> causes, ConnectionFailureText text) {
    SQLException innermost = null;
    for (Throwable cause : causes) {
      switch (cause) {
        case SSLException _ -> {
          return text.handshake();
        }
        case PacketTooBigException _ -> {
          return text.noDatabaseServer();
        }
        case SocketTimeoutException _ -> {
          return text.silent();
        }
        case EOFException _ -> {
          return text.hungUp();
        }
        case SQLException sql -> innermost = sql;
        default -> {
          // says nothing by itself
        }
      }
    }
    boolean waited = innermost instanceof SQLTransientConnectionException;
    return waited || innermost == null ? text.noneInTime() : text.other(innermost);
  }
}
