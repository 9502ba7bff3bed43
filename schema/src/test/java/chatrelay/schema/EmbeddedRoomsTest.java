package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedRoomsTest extends RoomsContract {
  EmbeddedRoomsTest() {
    super(Kind.EMBEDDED);
  }
}
