package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase;

final class EmbeddedMigrateTest extends MigrateContract {
  EmbeddedMigrateTest() {
    super(TestDatabase.Kind.EMBEDDED);
  }
}
