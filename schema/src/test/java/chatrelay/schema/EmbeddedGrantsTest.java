package chatrelay.schema;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedGrantsTest extends GrantsContract {
  EmbeddedGrantsTest() {
    super(Kind.EMBEDDED);
  }
}
