package chatrelay.worker.command;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlListsTest extends ListsContract {
  MySqlListsTest() {
    super(Kind.MYSQL);
  }
}
