package chatrelay.auth;

import chatrelay.local.database.TestDatabase;

class EmbeddedSessionTest extends SessionContract {
  EmbeddedSessionTest() {
    super(TestDatabase.Kind.EMBEDDED);
  }
}
