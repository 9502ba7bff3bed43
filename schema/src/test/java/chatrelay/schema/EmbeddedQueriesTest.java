package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedQueriesTest extends QueriesContract {
  EmbeddedQueriesTest() {
    super(Kind.EMBEDDED);
  }
}
