package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedDatabaseTest extends DatabaseContract {
  EmbeddedDatabaseTest() {
    super(Kind.EMBEDDED);
  }
}
