package chatrelay.auth;

import chatrelay.local.database.TestDatabase;

class EmbeddedHistoryTest extends HistoryContract {
  EmbeddedHistoryTest() {
    super(TestDatabase.Kind.EMBEDDED);
  }
}
