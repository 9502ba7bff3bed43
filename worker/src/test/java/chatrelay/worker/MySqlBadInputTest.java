package chatrelay.worker;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlBadInputTest extends BadInputContract {
  MySqlBadInputTest() {
    super(Kind.MYSQL);
  }
}
