package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlSqlFailureTest extends SqlFailureContract {
  MySqlSqlFailureTest() {
    super(Kind.MYSQL);
  }
}
