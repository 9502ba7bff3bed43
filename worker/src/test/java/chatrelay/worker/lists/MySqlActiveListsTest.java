package chatrelay.worker.lists;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlActiveListsTest extends ActiveListsContract {
  MySqlActiveListsTest() {
    super(Kind.MYSQL);
  }
}
