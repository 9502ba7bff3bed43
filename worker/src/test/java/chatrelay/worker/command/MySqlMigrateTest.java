package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase;

final class MySqlMigrateTest extends MigrateContract {
  MySqlMigrateTest() {
    super(TestDatabase.Kind.MYSQL);
  }
}
