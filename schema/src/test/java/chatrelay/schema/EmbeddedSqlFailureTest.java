package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedSqlFailureTest extends SqlFailureContract {
  EmbeddedSqlFailureTest() {
    super(Kind.EMBEDDED);
  }
}
