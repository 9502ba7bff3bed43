package chatrelay.auth;

import chatrelay.local.database.TestDatabase;

class MySqlHistoryTest extends HistoryContract {
  MySqlHistoryTest() {
    super(TestDatabase.Kind.MYSQL);
  }
}
