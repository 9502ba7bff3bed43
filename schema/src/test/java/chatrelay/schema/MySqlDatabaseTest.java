package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlDatabaseTest extends DatabaseContract {
  MySqlDatabaseTest() {
    super(Kind.MYSQL);
  }
}
