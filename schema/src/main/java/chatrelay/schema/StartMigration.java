package chatrelay.schema;

import chatrelay.runtime.UnavailableException;
import java.util.Optional;

/** The migration at a program's start: a failure becomes one line with cause and fix. */
public final class StartMigration {
  private StartMigration() {}

  /**
   * Brings the schema of {@code database} to the newest version.
   *
   * @param fix what to do when a statement of a migration itself fails
   * @return how many migrations were applied
   * @throws UnavailableException naming server, user and fix when there is no connection or a
   *     privilege is missing
   */
  public static int run(Database database, String fix) {
    try {
      return database.migrate();
    } catch (RuntimeException failure) {
      Optional<ConnectionFailure> known =
          ConnectionFailure.of(failure, database.settings().forMigration());
      throw known
          .map(why ->
              new UnavailableException("the database can't be used: " + why.message(), failure))
          .orElseGet(() -> UnavailableException.notMigrated(failure, fix));
    }
  }
}
