package chatrelay.schema;

import chatrelay.schema.ConnectionFailure.Kind;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The words of {@link ConnectionFailure} for one server and user. */
final class ConnectionFailureText {
  private final String server;
  private final String user;
  private final String name;
  private final SslMode sslMode;
  private final long connectSeconds;

  ConnectionFailureText(DatabaseSettings settings) {
    this.server = settings.server();
    this.user = settings.username();
    this.name = settings.databaseName();
    this.sslMode = settings.sslModeInForce();
    this.connectSeconds = Math.max(1, settings.timeouts().connect().toSeconds());
  }

  /** By the server's error number; null when it says nothing about connecting or privileges. */
  @Nullable ConnectionFailure ofCode(int code) {
    return switch (code) {
      case 1045, 1698 -> wrongPassword(code);
      case 1044 ->
          failure(
              Kind.MISSING_RIGHTS,
              "user %s may not use database %s at %s (error 1044)".formatted(user, name, server),
              "correct DB_NAME, or grant the user its privileges on %s as schema/grants.sql does"
                  .formatted(name));
      case 1142, 1143, 1227, 1370 ->
          failure(
              Kind.MISSING_RIGHTS,
              "user %s lacks a privilege on database %s at %s (error %d)"
                  .formatted(user, name, server, code),
              "grant what schema/grants.sql grants to this program's user, or correct DB_USERNAME;"
                  + " migrations need the migrate user");
      case 1049 ->
          failure(
              Kind.UNKNOWN_DATABASE,
              "there is no database %s at %s (error 1049)".formatted(name, server),
              "correct DB_NAME, or CREATE DATABASE %s CHARACTER SET utf8mb4".formatted(name));
      case 1290, 1836 ->
          failure(
              Kind.READ_ONLY,
              "%s is read-only: a reader endpoint or a demoted writer (error %d)"
                  .formatted(server, code),
              "point DB_HOST to the writer: Aurora's cluster endpoint");
      case 1040, 1203, 1226 ->
          failure(
              Kind.OVERLOADED,
              "%s has no free connection for user %s (error %d)".formatted(server, user, code),
              "raise max_connections or the account's limit there, or lower DB_POOL_SIZE");
      case 3032 ->
          failure(
              Kind.OVERLOADED,
              "%s is in offline mode (error 3032)".formatted(server),
              "end its maintenance: SET GLOBAL offline_mode = OFF");
      default -> ofLogin(code);
    };
  }

  private @Nullable ConnectionFailure ofLogin(int code) {
    return switch (code) {
      case 1820, 1862 -> closed(code, "password has expired", "set a new one: ALTER USER");
      case 3118, 4151 ->
          closed(code, "account is locked", "unlock it: ALTER USER … ACCOUNT UNLOCK");
      case 3955 ->
          closed(
              code,
              "account is blocked after wrong passwords",
              "correct DB_PASSWORD, then ALTER USER … ACCOUNT UNLOCK");
      case 1130 ->
          failure(
              Kind.ACCOUNT_CLOSED,
              "%s takes no connection from this machine's address (error 1130)".formatted(server),
              "create the account for this address: CREATE USER '%s'@'ADDRESS'".formatted(user));
      case 1129 ->
          failure(
              Kind.ACCOUNT_CLOSED,
              "%s blocks this machine's address after many broken connections (error 1129)"
                  .formatted(server),
              "run FLUSH HOSTS there; look for a health check that connects and says nothing");
      case 3159 ->
          failure(
              Kind.TLS,
              "%s takes encrypted connections only and DB_SSL_MODE is %s (error 3159)"
                  .formatted(server, sslMode),
              "set DB_SSL_MODE=VERIFY_IDENTITY and the server's authorities in DB_TRUST_STORE, or"
                  + " REQUIRED to encrypt without checking who answers");
      case 1251, 1524, 2059 ->
          failure(
              Kind.AUTHENTICATION_PLUGIN,
              "the account of user %s at %s logs in by a plugin that server and driver do not share"
                      .formatted(user, server)
                  + " (error "
                  + code
                  + ")",
              "ALTER USER … IDENTIFIED WITH caching_sha2_password (MySQL) or mysql_native_password"
                  + " (MariaDB)");
      default -> null;
    };
  }

  private ConnectionFailure wrongPassword(int code) {
    String encryption =
        sslMode == SslMode.DISABLED
            ? "; an account with REQUIRE SSL needs DB_SSL_MODE=REQUIRED or stricter"
            : "";
    return failure(
        Kind.WRONG_PASSWORD,
        "%s refuses user %s: no such user for this machine's address, or a wrong password (error %d)"
            .formatted(server, user, code),
        "correct DB_USERNAME and DB_PASSWORD or DB_PASSWORD_FILE" + encryption);
  }

  private ConnectionFailure closed(int code, String what, String fix) {
    return failure(
        Kind.ACCOUNT_CLOSED,
        "%s refuses user %s: its %s (error %d)".formatted(server, user, what, code),
        fix);
  }

  ConnectionFailure unknownHost() {
    return failure(
        Kind.UNREACHABLE,
        "%s has no address: no name server knows that host".formatted(server),
        "correct DB_HOST, or this machine's name resolution");
  }

  ConnectionFailure refused() {
    return failure(
        Kind.UNREACHABLE,
        "nothing takes connections at %s".formatted(server),
        "start the database, or correct DB_HOST and DB_PORT");
  }

  ConnectionFailure silent() {
    return failure(
        Kind.UNREACHABLE,
        "%s does not answer within %d s".formatted(server, connectSeconds),
        "check DB_HOST and DB_PORT, and firewalls and security groups on the way");
  }

  ConnectionFailure hungUp() {
    return failure(
        Kind.UNREACHABLE,
        "%s closes connections at once".formatted(server),
        "look at the server's log, and at the proxy if one is between");
  }

  ConnectionFailure noneInTime() {
    return failure(
        Kind.UNREACHABLE,
        "there was no free connection to %s in time".formatted(server),
        "check that the server answers; if it does, raise DB_POOL_SIZE");
  }

  ConnectionFailure noDatabaseServer() {
    return failure(
        Kind.NO_DATABASE_SERVER,
        "what answers at %s is no MySQL server".formatted(server),
        "correct DB_HOST and DB_PORT");
  }

  ConnectionFailure trustStore() {
    return failure(
        Kind.TLS,
        "the trust store for %s can't be opened".formatted(server),
        "make DB_TRUST_STORE a PKCS12 file and DB_TRUST_STORE_PASSWORD its password");
  }

  ConnectionFailure certificate() {
    return failure(
        Kind.TLS,
        "the certificate of %s is not trusted, or names another host (DB_SSL_MODE %s)"
            .formatted(server, sslMode),
        "put the server's authorities into DB_TRUST_STORE and use a DB_HOST that its certificate"
            + " names; DB_SSL_MODE=REQUIRED encrypts without checking who answers");
  }

  ConnectionFailure handshake() {
    return failure(
        Kind.TLS,
        "%s and this program agree on no encryption (DB_SSL_MODE %s)".formatted(server, sslMode),
        "switch on TLS 1.2 or 1.3 at the server");
  }

  /** The driver's one exception for two causes; the mode of encryption tells which. */
  ConnectionFailure noSafeLogin() {
    if (sslMode == SslMode.DISABLED || sslMode == SslMode.PREFERRED) {
      return failure(
          Kind.AUTHENTICATION_PLUGIN,
          ("the account of user %s at %s uses caching_sha2_password, which sends a password over an"
                  + " encrypted connection only, and this one is not (DB_SSL_MODE %s)")
              .formatted(user, server, sslMode),
          "switch on TLS at the server and set DB_SSL_MODE=REQUIRED or stricter; or ALTER USER …"
              + " IDENTIFIED WITH mysql_native_password BY …");
    }
    return failure(
        Kind.TLS,
        "%s offers no encryption and DB_SSL_MODE is %s".formatted(server, sslMode),
        "switch on TLS at the server; on a network of your own DB_SSL_MODE=PREFERRED does without");
  }

  ConnectionFailure other(SQLException failure) {
    return failure(
        Kind.OTHER,
        "%s refuses the connection of user %s (error %d, state %s)"
            .formatted(server, user, failure.getErrorCode(), failure.getSQLState()),
        "look the error number up in MySQL's manual, and into the server's log");
  }

  private static ConnectionFailure failure(Kind kind, String cause, String fix) {
    return new ConnectionFailure(kind, cause, fix);
  }
}
