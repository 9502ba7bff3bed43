package chatrelay.worker.lists;

import chatrelay.local.database.TestDatabase.Kind;

class EmbeddedActiveListsTest extends ActiveListsContract {
  EmbeddedActiveListsTest() {
    super(Kind.EMBEDDED);
  }
}
