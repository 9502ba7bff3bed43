package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class MySqlRoomsTest extends RoomsContract {
  MySqlRoomsTest() {
    super(Kind.MYSQL);
  }
}
