package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase;

final class MySqlHeldTest extends HeldContract {
  MySqlHeldTest() {
    super(TestDatabase.Kind.MYSQL);
  }
}
