package chatrelay.worker.command.doctor;

import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Variable;
import chatrelay.schema.ConnectionFailure;
import chatrelay.schema.Database;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.SslMode;
import chatrelay.worker.command.config.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Checks of the database. Rolls back everything that it writes. */
final class DatabaseChecks {
  private static final String REACHABLE = "database reachable";
  private static final String CHARSET = "database charset";
  private static final String SCHEMA = "database schema";
  private static final List<String> AFTER_REACHABLE =
      List.of(
          "database encryption",
          CHARSET,
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
    Optional<ConnectionFailure> failure = ConnectionFailure.probe(settings);
    if (failure.isPresent()) {
      return unknown(REACHABLE, unreachable(failure.get()));
    }
    try (Database database = Database.open(settings.withPoolSize(1))) {
      DatabaseChecks run = new DatabaseChecks(database.context());
      run.reached();
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

  private static Check unreachable(ConnectionFailure failure) {
    return Check.fail(
        REACHABLE,
        failure.cause(),
        failure.fix(),
        failure.kind().isConfiguration() ? ExitCode.CONFIGURATION : ExitCode.UNAVAILABLE);
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
                detail + ": the server's identity is not verified",
                "set DB_SSL_MODE=VERIFY_IDENTITY with the provider's CAs in DB_TRUST_STORE"));
  }

  /** The defaults of server and database are irrelevant: each table names its own charset. */
  private void characters() {
    Record row =
        sql.fetchSingle(
            "SELECT @@character_set_database, @@collation_database, @@character_set_connection");
    String connection = String.valueOf(row.get(2));
    List<String> narrow =
        sql.fetch(
                "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns"
                    + " WHERE table_schema = DATABASE() AND table_name <> 'flyway_schema_history'"
                    + " AND character_set_name NOT IN ('utf8mb4', 'ascii') ORDER BY 1 LIMIT 5")
            .getValues(0, String.class);
    if (!connection.equals("utf8mb4")) {
      checks.add(
          Check.fail(
              CHARSET,
              "our sessions use " + connection + ": emoji would be lost",
              "remove characterEncoding from DB_JDBC_URL, and SET NAMES from init_connect",
              ExitCode.CONFIGURATION));
    } else if (!narrow.isEmpty()) {
      checks.add(
          Check.fail(
              CHARSET,
              "columns that can't hold every character: " + String.join(", ", narrow),
              "ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4; our migrations create none of these",
              ExitCode.CONFIGURATION));
    } else {
      String preset = row.get(0) + " " + row.get(1);
      checks.add(
          Check.ok(CHARSET, "utf8mb4 in our tables and sessions; database default " + preset));
    }
  }

  private void session() {
    String mode = String.valueOf(sql.fetchSingle("SELECT @@session.sql_mode").get(0));
    checks.add(
        mode.contains("STRICT_TRANS_TABLES")
            ? Check.ok("database sql mode", "strict in our sessions")
            : Check.fail(
                "database sql mode",
                mode + ": overlong values would be truncated silently",
                "make sure that no init_connect or proxy changes sql_mode",
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
                "synchronise the clocks: leases use the database's, tokens use the broker's"));
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
