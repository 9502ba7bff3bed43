package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlQueriesTest extends QueriesContract {
  MySqlQueriesTest() {
    super(Kind.MYSQL);
  }
}
