package chatrelay.auth;

import chatrelay.local.database.TestDatabase;

class MySqlSessionTest extends SessionContract {
  MySqlSessionTest() {
    super(TestDatabase.Kind.MYSQL);
  }
}
