package chatrelay.schema;

import chatrelay.schema.SessionDataSource.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * The changes that bring a database's schema to the version of this program.
 *
 * <p>Connects as the user of DB_MIGRATE_USERNAME where that is set, else as DB_USERNAME. Several
 * processes may migrate at once: a lock in the database lets one after the other.
 */
public final class Migrations {
  private static final Duration LONGEST_CHANGE = Duration.ofMinutes(30);
  private static final Pattern FILE = Pattern.compile("V(\\d+)__.*\\.sql");
  private static final Field<Integer> VERSION =
      DSL.field(DSL.name("version"), String.class).cast(Integer.class);

  /** Codes of MySQL for a right that the user lacks: on the database, on a table. */
  private static final List<Integer> DENIED = List.of(1044, 1142);

  private final DatabaseSettings settings;

  private Migrations(DatabaseSettings settings) {
    this.settings = settings;
  }

  /** Those of the database that {@code settings} name. Connects at each call, not here. */
  public static Migrations of(DatabaseSettings settings) {
    return new Migrations(settings.forMigration());
  }

  /**
   * A change that is not applied yet.
   *
   * @param version its number, as in the name of its file
   * @param file the name of its file in {@code db/migration}
   */
  public record Pending(String version, String file) {}

  /** The user that would apply them. */
  public String username() {
    return settings.username();
  }

  /**
   * What {@link #apply()} would do now, in that order; changes nothing.
   *
   * @throws org.flywaydb.core.api.FlywayException when the database can't be asked
   */
  public List<Pending> pending() {
    return Stream.of(flyway(settings).info().pending())
        .map(change -> new Pending(String.valueOf(change.getVersion()), change.getScript()))
        .toList();
  }

  /**
   * Applies what is pending. Where there is something to change it waits as long as a large table
   * takes, half an hour at most: a change that was given up here would go on at the server, and
   * count as failed.
   *
   * @return how many changes were applied
   * @throws org.flywaydb.core.api.FlywayException when one fails or was changed afterwards
   */
  public int apply() {
    Flyway chosen =
        pending().isEmpty() ? flyway(settings) : flyway(settings.withAnswersWithin(LONGEST_CHANGE));
    return chosen.migrate().migrationsExecuted;
  }

  private static Flyway flyway(DatabaseSettings connection) {
    return Flyway.configure()
        .dataSource(new SessionDataSource(connection, Access.WRITER))
        .locations("classpath:db/migration")
        .connectRetries(0)
        .load();
  }

  /**
   * The version of a database's schema: 0 when it has no tables, empty when this user may not know.
   *
   * @throws DataAccessException when the database does not answer
   */
  public static OptionalInt applied(DSLContext sql) {
    try {
      Integer newest =
          sql.select(DSL.coalesce(DSL.max(VERSION), 0))
              .from(DSL.table(DSL.name("flyway_schema_history")))
              .where(DSL.field(DSL.name("success"), Boolean.class).isTrue())
              .fetchSingle()
              .value1();
      return OptionalInt.of(newest);
    } catch (DataAccessException failure) {
      if (SqlFailure.classify(failure) != SqlFailure.CONFIGURATION) {
        throw failure;
      }
      SQLException cause = failure.getCause(SQLException.class);
      return cause != null && DENIED.contains(cause.getErrorCode())
          ? OptionalInt.empty()
          : OptionalInt.of(0);
    }
  }

  /** The version this program needs; 0 when it holds no migration, which is a broken build. */
  public static int newest() {
    URL folder = Migrations.class.getResource("/db/migration");
    if (folder == null) {
      return 0;
    }
    try {
      URI uri = folder.toURI();
      if (!uri.getScheme().equals("jar")) {
        return newest(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return newest(jar.getPath("/db/migration"));
      }
    } catch (URISyntaxException malformed) {
      throw new IllegalStateException(malformed);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static int newest(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> FILE.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToInt(name -> Integer.parseInt(name.group(1)))
          .max()
          .orElse(0);
    }
  }
}
