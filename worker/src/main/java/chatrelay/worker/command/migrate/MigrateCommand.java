package chatrelay.worker.command.migrate;

import chatrelay.runtime.Environment;
import chatrelay.runtime.ExitCode;
import chatrelay.runtime.Redaction;
import chatrelay.runtime.Variable;
import chatrelay.schema.ConnectionFailure;
import chatrelay.schema.DatabaseSettings;
import chatrelay.schema.Migrations;
import chatrelay.schema.Migrations.Pending;
import chatrelay.schema.SqlFailure;
import chatrelay.worker.command.console.CommandContext;
import chatrelay.worker.command.console.RefusedException;
import chatrelay.worker.command.console.RunningStack;
import chatrelay.worker.command.console.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chat migrate}: migrates the schema to this program's version, as the migrate user. */
@Command(
    name = "migrate",
    description = {
      "Brings the database's schema to the version of this program.",
      "Connects as DB_MIGRATE_USERNAME with DB_MIGRATE_PASSWORD; without them as DB_USERNAME.",
      "Running it again changes nothing. With --dry-run the exit code is 1 if changes are pending."
    },
    footer = {"", "Example:", "  ./chat migrate --dry-run"})
public final class MigrateCommand implements Callable<Integer> {
  private static final int LONGEST_CAUSE = 300;

  private final CommandContext context;

  @Option(names = "--dry-run", description = "List pending changes and change nothing.")
  private boolean dryRun;

  /** Reads variables from {@code context} and writes lines to it when it is called. */
  public MigrateCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    DatabaseSettings settings = settings();
    Migrations migrations = Migrations.of(settings);
    try {
      return dryRun ? list(migrations) : apply(migrations);
    } catch (FlywayException failure) {
      throw refusal(settings, failure);
    }
  }

  /** Reads no variable of the broker: at the first migration its key may not exist yet. */
  private DatabaseSettings settings() {
    // The look for a running ./run also reads the broker's key, of which a migration needs nothing.
    Environment environment =
        RunningStack.hasNoDatabase(context.environment().get())
            ? context.joined()
            : context.environment().get();
    DatabaseSettings settings = DatabaseSettings.from(environment);
    environment.check();
    return settings;
  }

  private int list(Migrations migrations) {
    Terminal terminal = context.terminal();
    List<Pending> pending = migrations.pending();
    for (Pending change : pending) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("version", change.version());
      fields.put("file", change.file());
      terminal.print(fields, "%-4s  %s", change.version(), change.file());
    }
    terminal.tell("%d pending as %s, nothing changed", pending.size(), migrations.username());
    return (pending.isEmpty() ? ExitCode.OK : ExitCode.FOUND).code();
  }

  private int apply(Migrations migrations) {
    int applied = migrations.apply();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("applied", applied);
    fields.put("version", Migrations.newest());
    fields.put("user", migrations.username());
    context
        .terminal()
        .print(
            fields,
            "%d applied as %s, the schema has version %d",
            applied,
            migrations.username(),
            Migrations.newest());
    if (applied > 0) {
      context.terminal().tell("next: an administrator runs schema/grants.sql in this database");
    }
    return ExitCode.OK.code();
  }

  private static RefusedException refusal(DatabaseSettings settings, FlywayException failure) {
    Optional<ConnectionFailure> known = ConnectionFailure.of(failure, settings.forMigration());
    if (known.isPresent()) {
      return new RefusedException(
          known.get().kind().isConfiguration() ? ExitCode.CONFIGURATION : ExitCode.UNAVAILABLE,
          settings.migrating() == null ? known.get().message() : ofMigrateUser(known.get()));
    }
    if (SqlFailure.classify(failure).isRetryable()) {
      return new RefusedException(
          ExitCode.UNAVAILABLE,
          "the connection to " + settings.server() + " broke; run ./chat migrate --dry-run again");
    }
    String text = Redaction.redact(String.valueOf(failure.getMessage())).replaceAll("\\s+", " ");
    return new RefusedException(
        ExitCode.CONFIGURATION,
        "the schema on "
            + settings.server()
            + " can't be migrated: "
            + text.substring(0, Math.min(LONGEST_CAUSE, text.length())).strip()
            + "; compare flyway_schema_history with this release's db/migration, and restore the"
            + " backup where a change is incomplete");
  }

  /** The fix, with the variables and the script for this user. */
  private static String ofMigrateUser(ConnectionFailure failure) {
    return failure
        .message()
        .replace("DB_USERNAME", Variable.DB_MIGRATE_USERNAME.name())
        .replace("DB_PASSWORD", Variable.DB_MIGRATE_PASSWORD.name())
        .replace("schema/grants.sql", "schema/users.sql");
  }
}
