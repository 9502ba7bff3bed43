package chatrelay.worker.command.doctor;

import chatrelay.runtime.ExitCode;
import chatrelay.schema.Database;
import chatrelay.schema.Migrations;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.lists.WordListStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** Checks of the schema's version, the user's privileges and writing. */
final class SchemaChecks {
  private static final String SCHEMA = "database schema";
  private static final String PRIVILEGES = "database privileges";
  private static final String WRITABLE = "database writable";
  private static final String LISTS = "word lists";
  private static final String GRANTS = "see schema/grants.sql for each user";

  private static final Set<String> MIGRATING = Set.of("CREATE", "ALTER", "INDEX", "REFERENCES");

  /** ER_BINLOG_STMT_MODE_AND_ROW_ENGINE. */
  private static final int STATEMENT_LOG = 1665;

  /** EXPLAIN needs the privilege of its statement (MySQL 8.0, MariaDB 11), and changes nothing. */
  private static final List<List<String>> WORKER_PROBES =
      List.of(
          List.of("SELECT", "SELECT 1 FROM message WHERE id = 0"),
          List.of("INSERT", "EXPLAIN INSERT INTO worker_member VALUES ('', NOW(), NOW())"),
          List.of("UPDATE", "EXPLAIN UPDATE message SET state = 'dead' WHERE id = 0"),
          List.of("DELETE", "EXPLAIN DELETE FROM outbox WHERE message_id = 0"));

  private final Database database;
  private final DSLContext sql;
  private final boolean migrates;
  private final Set<String> granted;
  private final List<Check> checks = new ArrayList<>();

  private SchemaChecks(Database database, boolean migrates) {
    this.database = database;
    this.sql = database.context();
    this.migrates = migrates;
    this.granted = grantedOnSchema();
  }

  static List<Check> of(Database database, boolean migrates) {
    SchemaChecks run = new SchemaChecks(database, migrates);
    boolean tables = run.version();
    run.privileges(tables);
    run.writable(tables);
    run.lists(tables);
    return run.checks;
  }

  /** Whether the tables exist. */
  private boolean version() {
    int newest = Migrations.newest();
    OptionalInt found = Migrations.applied(sql);
    if (found.isEmpty()) {
      checks.add(
          Check.warn(
              SCHEMA,
              "its version can't be read with this user",
              "run schema/grants.sql as an administrator"));
      return true;
    }
    int applied = found.getAsInt();
    if (applied == newest) {
      checks.add(Check.ok(SCHEMA, "version " + applied));
    } else if (applied > newest) {
      checks.add(
          Check.warn(
              SCHEMA,
              "version " + applied + ", newer than this program's " + newest,
              "update this program soon"));
    } else {
      String detail = "version " + applied + ", this program needs " + newest;
      checks.add(
          migratesAtStart()
              ? Check.warn(SCHEMA, detail, "start the worker: DB_MIGRATE is true, it migrates")
              : Check.fail(
                  SCHEMA,
                  detail,
                  "run ./chat migrate with DB_MIGRATE_USERNAME and DB_MIGRATE_PASSWORD, then"
                      + " schema/grants.sql",
                  ExitCode.CONFIGURATION));
    }
    return applied > 0;
  }

  /**
   * Whether the next start of the worker changes the schema: it is configured to and has the
   * rights.
   */
  private boolean migratesAtStart() {
    return migrates && (database.settings().migrating() != null || mayMigrate());
  }

  private boolean mayMigrate() {
    return granted.containsAll(MIGRATING);
  }

  private void privileges(boolean tables) {
    if (!tables) {
      checks.add(Check.unknown(PRIVILEGES, SCHEMA));
      return;
    }
    boolean mayMigrate = mayMigrate();
    List<String> missing = missingForWorker();
    if (!missing.isEmpty()) {
      boolean web = missing.containsAll(List.of("INSERT", "UPDATE", "DELETE"));
      checks.add(
          Check.fail(
              PRIVILEGES,
              (web ? "a user like web's: lacks " : "lacks ") + String.join(", ", missing),
              "use the worker's user for the worker; " + GRANTS,
              ExitCode.CONFIGURATION));
      return;
    }
    if (!mayMigrate && granted.contains("DELETE")) {
      checks.add(
          Check.warn(
              PRIVILEGES,
              "may delete in every table, including messages and gaps",
              "REVOKE the rights on the whole database; " + GRANTS));
      return;
    }
    if (migrates && !migratesAtStart()) {
      checks.add(
          Check.warn(
              PRIVILEGES,
              "a user like worker's: can store and publish, can't migrate",
              "set DB_MIGRATE=false and migrate with ./chat migrate"));
      return;
    }
    checks.add(
        mayMigrate && !migrates
            ? Check.warn(
                PRIVILEGES,
                "a user like migrate's: can change the schema although DB_MIGRATE is false",
                "give the worker a user of its own; " + GRANTS)
            : Check.ok(
                PRIVILEGES,
                mayMigrate
                    ? "a user like migrate's: can store, publish and migrate"
                    : "a user like worker's: can store and publish"));
  }

  private List<String> missingForWorker() {
    List<String> missing = new ArrayList<>();
    for (List<String> probe : WORKER_PROBES) {
      try {
        sql.fetch(probe.get(1));
      } catch (DataAccessException refused) {
        missing.add(probe.get(0));
      }
    }
    return missing;
  }

  /** The privileges granted on a whole schema; those on single tables do not count. */
  private Set<String> grantedOnSchema() {
    Set<String> words = new HashSet<>();
    for (var row : sql.fetch("SHOW GRANTS")) {
      String grant = String.valueOf(row.get(0)).toUpperCase(Locale.ROOT);
      int on = grant.indexOf(" ON ");
      int to = grant.indexOf(" TO ", Math.max(on, 0));
      if (!grant.startsWith("GRANT ")
          || on < 0
          || to < 0
          || !grant.substring(on, to).contains("*")) {
        continue;
      }
      for (String word : grant.substring("GRANT ".length(), on).split(",", -1)) {
        words.add(word.strip());
      }
    }
    if (words.contains("ALL PRIVILEGES") || words.contains("ALL")) {
      words.addAll(MIGRATING);
      words.add("DELETE");
    }
    return words;
  }

  private void writable(boolean tables) {
    if (!tables) {
      checks.add(Check.unknown(WRITABLE, SCHEMA));
      return;
    }
    try {
      database.transaction(context -> {
        context.execute(
            "INSERT INTO worker_member (worker_id, started_at, last_seen_at) VALUES (?,"
                + " UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))",
            "doctor-" + java.util.UUID.randomUUID());
        throw new Undone();
      });
    } catch (Undone written) {
      checks.add(Check.ok(WRITABLE, "a row was inserted and rolled back"));
    } catch (DataAccessException refused) {
      checks.add(notWritable(refused));
    }
  }

  private static Check notWritable(DataAccessException refused) {
    SqlFailure kind = SqlFailure.classify(refused);
    SQLException cause = refused.getCause(SQLException.class);
    int code = cause == null ? 0 : cause.getErrorCode();
    boolean configuration = kind == SqlFailure.CONFIGURATION;
    String fix = "point DB_HOST to the writer; check its disk and locks";
    if (code == STATEMENT_LOG) {
      fix = "set binlog_format to ROW or MIXED: our sessions read committed rows only";
    } else if (configuration) {
      fix = "grant the privileges of the worker's user; " + GRANTS;
    }
    return Check.fail(
        WRITABLE,
        "inserting a row failed (" + kind + ", error " + code + ")",
        fix,
        configuration ? ExitCode.CONFIGURATION : ExitCode.UNAVAILABLE);
  }

  private void lists(boolean tables) {
    if (!tables) {
      checks.add(Check.unknown(LISTS, SCHEMA));
      return;
    }
    try {
      List<String> active =
          new WordListStore(database).active().stream().map(Object::toString).toList();
      checks.add(
          active.isEmpty()
              ? Check.warn(
                  LISTS,
                  "none is in force: the file or the example words apply",
                  "./chat lists import --help")
              : Check.ok(LISTS, "in force: " + String.join(", ", active)));
    } catch (DataAccessException olderSchema) {
      checks.add(Check.unknown(LISTS, SCHEMA));
    }
  }

  /** Rolls back the trial insert. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
