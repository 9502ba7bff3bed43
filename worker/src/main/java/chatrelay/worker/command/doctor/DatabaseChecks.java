package chatrelay.worker.command.doctor;

import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Variable;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.SqlFailure;
import chatrelay.schema.SslMode;
import chatrelay.worker.command.config.Configuration;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;

/** What only the database can tell. Writes nothing that is not rolled back. */
final class DatabaseChecks {
  private static final String REACHABLE = "database reachable";
  private static final String SCHEMA = "database schema";
  private static final List<String> AFTER_REACHABLE =
      List.of(
          "database encryption",
          "database charset",
          "database sql mode",
          "database clock",
          "database time zone",
          "database packet size",
          SCHEMA,
          "database privileges",
          "database writable",
          "word lists");
  private static final long LEAST_PACKET = 4 << 20;
  private static final long MOST_SKEW_MICROS = Duration.ofSeconds(30).toMillis() * 1000;

  private final DSLContext sql;
  private final List<Check> checks = new ArrayList<>();

  private DatabaseChecks(DSLContext sql) {
    this.sql = sql;
  }

  static List<Check> of(Configuration configuration) {
    DatabaseSettings settings = configuration.worker().database();
    if (configuration.isWrong(
        Variable.DB_HOST,
        Variable.DB_PORT,
        Variable.DB_NAME,
        Variable.DB_USERNAME,
        Variable.DB_PASSWORD,
        Variable.DB_JDBC_URL,
        Variable.DB_SSL_MODE,
        Variable.DB_TRUST_STORE)) {
      return unknown("configuration", Check.unknown(REACHABLE, "configuration"));
    }
    try (Database database = Database.open(settings.withPoolSize(1))) {
      DatabaseChecks run = new DatabaseChecks(database.context());
      try {
        run.reached();
      } catch (DataAccessException failure) {
        return unknown(REACHABLE, unreachable(failure));
      }
      run.encryption(settings);
      run.characters();
      run.session();
      run.checks.addAll(SchemaChecks.of(database, configuration.worker().migrate()));
      return run.checks;
    }
  }

  private static List<Check> unknown(String because, Check first) {
    List<Check> checks = new ArrayList<>();
    checks.add(first);
    AFTER_REACHABLE.forEach(name -> checks.add(Check.unknown(name, because)));
    return checks;
  }

  private static Check unreachable(DataAccessException failure) {
    SQLException cause = failure.getCause(SQLException.class);
    Throwable root = cause;
    while (root != null && root.getCause() instanceof SQLException deeper) {
      root = deeper;
    }
    int code = root instanceof SQLException deepest ? deepest.getErrorCode() : 0;
    SqlFailure kind = SqlFailure.classify(failure);
    return switch (kind) {
      case READ_ONLY ->
          Check.fail(
              REACHABLE,
              "the server is read-only (a reader endpoint or a demoted writer)",
              "point DB_HOST to the writer: Aurora's cluster endpoint",
              ExitCode.UNAVAILABLE);
      case CONFIGURATION ->
          Check.fail(
              REACHABLE,
              "the server answers and refuses (error " + code + ")",
              "1045: DB_USERNAME or DB_PASSWORD is wrong; 1044, 1049: DB_NAME does not exist or"
                  + " the user may not use it",
              ExitCode.CONFIGURATION);
      default ->
          Check.fail(
              REACHABLE,
              "no connection (" + kind + ", error " + code + ")",
              "check DB_HOST and DB_PORT, security groups, DB_SSL_MODE and DB_TRUST_STORE",
              ExitCode.UNAVAILABLE);
    };
  }

  private void reached() {
    Record row = sql.fetchSingle("SELECT VERSION(), DATABASE(), CURRENT_USER()");
    String version = row.get(0, String.class);
    String detail = version + ", database " + row.get(1) + ", user " + row.get(2);
    boolean old =
        !version.contains("MariaDB") && (version.startsWith("5.") || version.startsWith("4."));
    checks.add(
        old
            ? Check.fail(
                REACHABLE, detail, "use MySQL 8.0, Aurora MySQL 3 or newer", ExitCode.CONFIGURATION)
            : Check.ok(REACHABLE, detail));
  }

  private void encryption(DatabaseSettings settings) {
    Record row = sql.fetchOne("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
    String cipher = row == null ? "" : String.valueOf(row.get(1));
    boolean verified =
        settings.sslMode() == SslMode.VERIFY_IDENTITY || settings.sslMode() == SslMode.VERIFY_CA;
    boolean local = settings.jdbcUrl().matches("jdbc:[a-z:-]+//(localhost|127\\.|\\[::1\\]).*");
    String detail =
        (cipher.isEmpty() ? "plain text" : cipher) + ", DB_SSL_MODE " + settings.sslMode();
    checks.add(
        local || (verified && !cipher.isEmpty())
            ? Check.ok("database encryption", detail)
            : Check.warn(
                "database encryption",
                detail + ": nobody checks who answers",
                "DB_SSL_MODE=VERIFY_IDENTITY and the provider's certificates in DB_TRUST_STORE"));
  }

  private void characters() {
    Record row =
        sql.fetchSingle(
            "SELECT @@character_set_database, @@collation_database, @@character_set_connection,"
                + " @@collation_connection");
    String detail = row.get(0) + " " + row.get(1) + ", connection " + row.get(2);
    boolean right = "utf8mb4".equals(row.get(0)) && "utf8mb4".equals(row.get(2));
    checks.add(
        right
            ? Check.ok("database charset", detail)
            : Check.fail(
                "database charset",
                detail + ": emoji would be lost",
                "ALTER DATABASE … CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
                ExitCode.CONFIGURATION));
  }

  private void session() {
    String mode = String.valueOf(sql.fetchSingle("SELECT @@session.sql_mode").get(0));
    checks.add(
        mode.contains("STRICT_TRANS_TABLES")
            ? Check.ok("database sql mode", "strict in our sessions")
            : Check.fail(
                "database sql mode",
                mode + ": too long values would be cut silently",
                "let no init_connect or proxy change sql_mode",
                ExitCode.CONFIGURATION));
    long skew =
        sql.fetchSingle("SELECT TIMESTAMPDIFF(MICROSECOND, ?, UTC_TIMESTAMP(6))", utcNow())
            .get(0, Long.class);
    String ahead = Math.abs(skew) / 1000 + (skew < 0 ? " ms behind" : " ms ahead");
    checks.add(
        Math.abs(skew) <= MOST_SKEW_MICROS
            ? Check.ok("database clock", "the database's clock is " + ahead)
            : Check.warn(
                "database clock",
                "the database's clock is " + ahead,
                "synchronise the clocks; leases go by the database's, tokens by the broker's"));
    Record zone =
        sql.fetchSingle(
            "SELECT @@session.time_zone, TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())");
    checks.add(
        zone.get(1, Long.class) == 0
            ? Check.ok("database time zone", "session in UTC (" + zone.get(0) + ")")
            : Check.fail(
                "database time zone",
                "session in " + zone.get(0),
                "remove time zone properties from DB_JDBC_URL",
                ExitCode.CONFIGURATION));
    long packet = sql.fetchSingle("SELECT @@max_allowed_packet").get(0, Long.class);
    checks.add(
        packet >= LEAST_PACKET
            ? Check.ok("database packet size", (packet >> 20) + " MiB")
            : Check.warn(
                "database packet size",
                packet + " bytes: full batches are refused and stored one by one",
                "set max_allowed_packet to 16 MiB or more"));
  }

  private static java.time.LocalDateTime utcNow() {
    return java.time.LocalDateTime.now(java.time.ZoneOffset.UTC);
  }
}
