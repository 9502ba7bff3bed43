package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlGrantsTest extends GrantsContract {
  MySqlGrantsTest() {
    super(Kind.MYSQL);
  }
}
